/** A directory of our own in the system's temporary directory, for what must leave no trace, and for tests. */
import {
  appendFileSync,
  closeSync,
  constants,
  copyFileSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, dirname, join} from 'node:path'
import {fromText, join as joinRaw, dirname as parentOf, type RawPath, toBytes} from '../paths/bytes.ts'

export interface ScratchDirectory {
  /** Real, whatever links lead to the system's temporary directory. */
  readonly path: string
  /** Copies a file of our own into it, without the bytes where the file system can share them. @returns the copy */
  copyOf(file: string): string
  /** Writes a file into it, with the directories above it; never one that is there. @returns its path */
  write(relative: string, content: string | Uint8Array): string
  /** Puts a file of our own into it, with the directories above it; never one that is there. */
  put(relative: RawPath, content: Uint8Array): void
  /** Adds to a file of our own in it. */
  append(relative: RawPath, chunk: Uint8Array): void
  /** Writes over a part of a file of our own in it. @param position in bytes */
  patch(relative: RawPath, position: number, bytes: Uint8Array): void
  /** Takes such a file out of it again. */
  drop(relative: RawPath): void
  /** A file of so many bytes that takes no room: for programs that ask for sizes alone. */
  ghost(relative: RawPath, bytes: number): void
  /** A symbolic link to what lies elsewhere. */
  linkTo(relative: RawPath, target: RawPath): void
  directory(relative: RawPath): void
  /** Gives a file or directory the time of another. @param mtimeMs since 1970 */
  date(relative: RawPath, mtimeMs: number): void
  /** Removes it with all that is in it; what links in it lead to stays. */
  remove(): void
}

/** @param parent where it is made; default: the system's temporary directory */
export function makeScratch(parent = tmpdir()): ScratchDirectory {
  const path = mkdtempSync(join(realpathSync(parent), 'mediastruct-'))
  const root = fromText(path)
  const made = new Set<RawPath>()
  const prepared = (relative: RawPath): Buffer => {
    const directory = parentOf(joinRaw(root, relative))
    if (!made.has(directory)) mkdirSync(toBytes(directory), {recursive: true})
    made.add(directory)
    return toBytes(joinRaw(root, relative))
  }
  return {
    path,
    put: (relative, content) => writeFileSync(prepared(relative), content, {flag: 'wx'}),
    append: (relative, chunk) => appendFileSync(prepared(relative), chunk),
    patch(relative, position, bytes) {
      const file = openSync(prepared(relative), 'r+')
      try {
        writeSync(file, bytes, 0, bytes.length, position)
      } finally {
        closeSync(file)
      }
    },
    drop: (relative) => rmSync(prepared(relative), {force: true}),
    ghost(relative, bytes) {
      const file = openSync(prepared(relative), 'wx')
      try {
        ftruncateSync(file, bytes)
      } finally {
        closeSync(file)
      }
    },
    linkTo: (relative, target) => symlinkSync(toBytes(target), prepared(relative)),
    directory: (relative) => void mkdirSync(prepared(relative), {recursive: true}),
    date: (relative, mtimeMs) => utimesSync(toBytes(joinRaw(root, relative)), mtimeMs / 1000, mtimeMs / 1000),
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
