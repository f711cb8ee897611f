/** The directory that a catalog lies in. */
import {existsSync, mkdirSync} from 'node:fs'
import {dirname} from 'node:path'
import {errnoOf} from '../errors.ts'

/**
 * Makes the directories above `file`, one by one: below /proc, where nothing can be made, Node's recursive mkdir never ends.
 * @throws errno errors
 */
export function makeParents(file: string): void {
  const directory = dirname(file)
  if (existsSync(directory)) return
  makeParents(directory)
  try {
    mkdirSync(directory)
  } catch (error) {
    // Another command made it meanwhile.
    if (errnoOf(error) !== 'EEXIST' || !existsSync(directory)) throw error
  }
}
