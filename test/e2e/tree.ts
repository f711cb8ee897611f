/** Trees of files for whole-program tests, and what must never change about them. */
import {lstatSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {createBlake3} from '../../src/hash/blake3.ts'

/** Files by path below `directory`. */
export function plant(directory: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path)
    mkdirSync(dirname(file), {recursive: true})
    writeFileSync(file, content)
    // Long ago, so that a lost mtime shows.
    utimesSync(file, new Date('2011-05-04T10:20:30.123Z'), new Date('2011-05-04T10:20:30.123Z'))
  }
}

export function writeConfig(directory: string, config: object): void {
  writeFileSync(join(directory, 'mediastruct.config.json'), JSON.stringify(config))
}

/** Every regular file below, by the bytes of its path (latin1), without our own directories. */
export function filesBelow(directory: string | Buffer): Buffer[] {
  const at = Buffer.from(directory)
  return readdirSync(at, {withFileTypes: true, encoding: 'buffer'}).flatMap((entry) => {
    const path = Buffer.concat([at, Buffer.from('/'), entry.name])
    if (entry.isDirectory()) return entry.name.toString() === '.mediastruct' ? [] : filesBelow(path)
    return entry.isFile() ? [path] : []
  })
}

/** (BLAKE3, size) of every file, sorted: what no command may change. */
export function multiset(...directories: string[]): string[] {
  const files = directories.flatMap((directory) => filesBelow(directory))
  return files.map((file) => contentOf(readFileSync(file))).sort()
}

/** Name, content and mtime (ms) of every file, sorted: what an undo brings back. */
export function picture(...directories: string[]): string[] {
  const files = directories.flatMap((directory) => filesBelow(directory))
  return files
    .map((file) => `${file.toString('latin1')} ${contentOf(readFileSync(file))} ${lstatSync(file).mtimeMs}`)
    .sort()
}

function contentOf(bytes: Buffer): string {
  const hasher = createBlake3()
  hasher.update(bytes)
  return `${Buffer.from(hasher.digest()).toString('hex')} ${bytes.length}`
}
