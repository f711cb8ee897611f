/** The program on a terminal, with somebody who sits there. */
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {forThisTest} from './children.ts'
import {PROGRAM, programEnv} from './mediastruct.ts'

/**
 * Presses Enter whenever the program asks for it. Debian's `script` lends it a terminal.
 * @param asked is told the how-manyth time it is, from 1, before Enter is pressed
 */
export async function pressingEnter(
  args: readonly string[],
  cwd: string,
  asked: (time: number) => void,
): Promise<{code: number; shown: string}> {
  const command = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ')
  const child = forThisTest(spawn('script', ['-qefc', command, '/dev/null'], {cwd, env: programEnv()}))
  let [shown, time] = ['', 0]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    const now = shown.split('press Enter').length - 1
    if (now === time) return
    time = now
    asked(time)
    child.stdin.write('\n')
  })
  const [code] = (await once(child, 'close')) as [number]
  return {code, shown}
}
