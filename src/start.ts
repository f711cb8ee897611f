/** Starts oclif, as fast as it starts without us where nothing was installed. */
import {flush, run, settings} from '@oclif/core'
import {oclifEndsIt, watchEnd, workIsOver} from './program-end.ts'
import {hasPackages} from './user-modules.ts'

/** @param root directory of the program @param words what was typed after its name */
export async function start(root: string, words: readonly string[]): Promise<void> {
  watchEnd(words.includes('--json'))
  // What is linked runs what it would ship, like what is installed.
  settings.enableAutoTranspile = false
  try {
    await run([...words], await whatToLoad(root, words))
    workIsOver()
    await flush()
  } catch (error) {
    oclifEndsIt()
    const {tellStartFailure} = await import('./start-failure.ts')
    await tellStartFailure(error, root, words)
  }
}

async function whatToLoad(root: string, words: readonly string[]) {
  if (!words[0]?.startsWith('plugins') && !hasPackages()) return root
  const {configWithPackages} = await import('./start-packages.ts')
  return await configWithPackages(root, words)
}
