/** A directory of our own in the system's temporary directory, for what must leave no trace. */
import {constants, copyFileSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, join} from 'node:path'

export interface ScratchDirectory {
  readonly path: string
  /** Copies a file of our own into it, without the bytes where the file system can share them. @returns the copy */
  copyOf(file: string): string
  /** Removes it with all that is in it. */
  remove(): void
}

export function makeScratch(): ScratchDirectory {
  const path = mkdtempSync(join(tmpdir(), 'mediastruct-'))
  return {
    path,
    copyOf(file) {
      const copy = join(path, basename(file))
      copyFileSync(file, copy, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
      return copy
    },
    remove: () => rmSync(path, {recursive: true, force: true}),
  }
}
