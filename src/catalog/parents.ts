/** The directory that a catalog lies in. */
import {existsSync, mkdirSync} from 'node:fs'
import {dirname} from 'node:path'

/**
 * Makes the directories above `file`, one by one: below /proc, where nothing can be made, Node's recursive mkdir never ends.
 * @throws errno errors
 */
export function makeParents(file: string): void {
  const directory = dirname(file)
  if (existsSync(directory)) return
  makeParents(directory)
  mkdirSync(directory)
}
