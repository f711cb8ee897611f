/** Directories for tests, with files in them. */
import {makeScratch} from '../own/scratch.ts'

const made: (() => void)[] = []

/**
 * A directory of its own, by its real path; gone when the process ends.
 * @param files content by path relative to it
 */
export function scratch(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const directory = makeScratch()
  if (made.length === 0) process.once('exit', removeAll)
  made.push(directory.remove)
  for (const [relative, content] of Object.entries(files)) directory.write(relative, content)
  return directory.path
}

function removeAll(): void {
  for (const remove of made.splice(0)) remove()
}
