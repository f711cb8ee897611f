/** The child's side of `startProcesses`: what the module of its first argument exports is called with each task that comes. */
import {messageOf} from './errors.ts'
import type {Answer} from './processes.ts'

const [, , module = ''] = process.argv
const imported = import(module)
// Nobody waits for it yet: whoever sends the first task is told.
imported.catch(() => undefined)

async function answerTo(task: unknown): Promise<Answer<unknown>> {
  try {
    return {result: await (await imported).default(task)}
  } catch (error) {
    return {failure: messageOf(error)}
  }
}

process.on('message', async (task) => {
  process.send?.(await answerTo(task))
})
process.on('disconnect', () => process.exit())
// Ctrl-C goes to every process of a terminal: what is finished first is for the parent to say.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
