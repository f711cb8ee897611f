/** Where the demo may write: a directory that is not there yet, or empty. */
import {readdir} from 'node:fs/promises'
import {resolve} from 'node:path'
import {errnoOf, MediaStructError} from 'mediastruct'

const DEFAULT = 'mediastruct-demo'

/**
 * The absolute directory for a demo set.
 * @param typed what the user asked for; without it, the first free of `mediastruct-demo`, `mediastruct-demo-2`, …
 * @throws MediaStructError DEMO_TAKEN where something lies there
 */
export async function placeForDemo(typed: string | undefined, cwd = process.cwd()): Promise<string> {
  if (typed !== undefined) {
    const directory = resolve(cwd, typed)
    if (await isFree(directory)) return directory
    throw new MediaStructError('DEMO_TAKEN', `${directory} is not empty.`, {
      hint: 'Name a directory that does not exist yet: mediastruct demo DIR.',
    })
  }
  for (let number = 1; ; number++) {
    const directory = resolve(cwd, number === 1 ? DEFAULT : `${DEFAULT}-${number}`)
    if (await isFree(directory)) return directory
  }
}

async function isFree(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return true
    if (errnoOf(error) === 'ENOTDIR') return false
    throw error
  }
}
