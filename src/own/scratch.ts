/** A directory of our own in the system's temporary directory, for what must leave no trace, and for tests. */
import {constants, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, dirname, join} from 'node:path'

export interface ScratchDirectory {
  /** Real, whatever links lead to the system's temporary directory. */
  readonly path: string
  /** Copies a file of our own into it, without the bytes where the file system can share them. @returns the copy */
  copyOf(file: string): string
  /** Writes a file into it, with the directories above it; never one that is there. @returns its path */
  write(relative: string, content: string | Uint8Array): string
  /** Removes it with all that is in it. */
  remove(): void
}

export function makeScratch(): ScratchDirectory {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'mediastruct-'))
  return {
    path,
    copyOf(file) {
      const copy = join(path, basename(file))
      copyFileSync(file, copy, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
      return copy
    },
    write(relative, content) {
      const file = join(path, relative)
      mkdirSync(dirname(file), {recursive: true})
      writeFileSync(file, content, {flag: 'wx'})
      return file
    },
    remove: () => rmSync(path, {recursive: true, force: true}),
  }
}
