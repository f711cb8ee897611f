/** Processes that last no longer than one test: none that a failed test leaves behind may keep the others waiting. */
import type {ChildProcess} from 'node:child_process'

const running = new Set<ChildProcess>()

afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** Has a process killed after the test that started it, unless it ended by itself. @returns the same process */
export function forThisTest<Child extends ChildProcess>(child: Child): Child {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}
