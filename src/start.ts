/** Starts oclif, as fast as it starts without us where nothing was installed. */
import type {Config} from '@oclif/core'
import {flush} from '@oclif/core/flush'
import {run} from '@oclif/core/run'
import {settings} from '@oclif/core/settings'
import {oclifEndsIt, watchEnd, workIsOver} from './program-end.ts'
import {hasPackages} from './user-modules.ts'

/** @param root directory of the program @param words what was typed after its name */
export async function start(root: string, words: readonly string[]): Promise<void> {
  watchEnd(words.includes('--json'))
  // What is linked runs what it would ship, like what is installed.
  settings.enableAutoTranspile = false
  let packages: Config | undefined
  try {
    packages = await packagesFor(root, words)
    await run([...words], packages ?? root)
    workIsOver()
    await flush()
  } catch (error) {
    oclifEndsIt()
    const {tellStartFailure} = await import('./start-failure.ts')
    await tellStartFailure(error, packages, words)
  }
}

/** oclif's config with what was installed; none where nothing was. */
async function packagesFor(root: string, words: readonly string[]): Promise<Config | undefined> {
  if (!words[0]?.startsWith('plugins') && !hasPackages()) return undefined
  const {configWithPackages} = await import('./start-packages.ts')
  return await configWithPackages(root, words)
}
