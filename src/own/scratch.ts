/** A directory of our own in the system's temporary directory, for what must leave no trace. */
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

export interface ScratchDirectory {
  readonly path: string
  /** Removes it with all that is in it. */
  remove(): void
}

export function makeScratch(): ScratchDirectory {
  const path = mkdtempSync(join(tmpdir(), 'mediastruct-'))
  return {path, remove: () => rmSync(path, {recursive: true, force: true})}
}
