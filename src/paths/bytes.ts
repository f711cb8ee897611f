/**
 * Paths as the kernel knows them: bytes.
 *
 * A `RawPath` is a string in which each character is one byte of the path (latin1). It is lossless for every
 * name, compares in byte order with `<`, works as a Map key, and never goes through UTF-8 by accident: the brand
 * keeps it apart from text. Turn it into text only to show it, into a Buffer only to hand it to the system.
 */

declare const raw: unique symbol
/** Bytes of a path or of one name, one character a byte. */
export type RawPath = string & {readonly [raw]: true}

const utf8 = new TextDecoder('utf-8', {fatal: true})
const NON_ASCII = /[\u0080-\u00ff]/
const BEYOND_ASCII = /[^\0-\x7f]/

/** Bytes of a path that came as text (from a user, a config, a JSON file). */
export function fromText(text: string): RawPath {
  return (BEYOND_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text) as RawPath
}

/** A RawPath from bytes that the system or the catalog gave. */
export function fromBytes(bytes: Uint8Array): RawPath {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1') as RawPath
}

/** The bytes, for a system call or a BLOB. */
export function toBytes(path: RawPath): Buffer {
  return Buffer.from(path, 'latin1')
}

/** For calls that are made by the million: a path of ASCII alone is its own UTF-8, and cheaper as it is. */
export function asciiOrBytes(path: RawPath): string | Buffer {
  return NON_ASCII.test(path) ? toBytes(path) : path
}

/** Text to show or to write into JSON; bytes that are not UTF-8 become U+FFFD. */
export function toText(path: RawPath): string {
  return NON_ASCII.test(path) ? Buffer.from(path, 'latin1').toString('utf8') : path
}

/** Whether the bytes are valid UTF-8, so that the text says everything. */
export function isUtf8(path: RawPath): boolean {
  if (!NON_ASCII.test(path)) return true
  try {
    utf8.decode(Buffer.from(path, 'latin1'))
    return true
  } catch {
    return false
  }
}

/** `{[name]: text}` for JSON, and `<name>Bytes` in base64 beside it where the text loses something. */
export function pathFields<Name extends string>(
  name: Name,
  path: RawPath,
): {[K in Name | `${Name}Bytes`]?: string} & {[K in Name]: string} {
  const fields: Record<string, string> = {[name]: toText(path)}
  if (!isUtf8(path)) fields[`${name}Bytes`] = toBytes(path).toString('base64')
  return fields as {[K in Name | `${Name}Bytes`]?: string} & {[K in Name]: string}
}

/** Joins with exactly one slash; empty parts vanish. */
export function join(first: RawPath, ...rest: readonly RawPath[]): RawPath {
  let path: string = first
  for (const part of rest) {
    if (part === '') continue
    path = path === '' ? part : path.endsWith('/') ? path + part : `${path}/${part}`
  }
  return path as RawPath
}

/** What lies before the last slash; `/` for a child of the root, empty for a bare name. */
export function dirname(path: RawPath): RawPath {
  const slash = path.lastIndexOf('/')
  return (slash > 0 ? path.slice(0, slash) : slash === 0 ? '/' : '') as RawPath
}

/** What lies after the last slash. */
export function basename(path: RawPath): RawPath {
  return path.slice(path.lastIndexOf('/') + 1) as RawPath
}

/** The name's extension with its dot, as it was written; empty for none, and for a dotfile. */
export function extname(path: RawPath): RawPath {
  const name = basename(path)
  const dot = name.lastIndexOf('.')
  return (dot > 0 ? name.slice(dot) : '') as RawPath
}

/** Whether `path` is `directory` or lies below it, by spelling alone. */
export function isWithin(path: RawPath, directory: RawPath): boolean {
  return path === directory || directory === '/' || path.startsWith(`${directory}/`)
}

/** The path below `directory`, without a leading slash; empty for the directory itself. */
export function relativeTo(directory: RawPath, path: RawPath): RawPath {
  if (path === directory) return '' as RawPath
  return path.slice(directory === '/' ? 1 : directory.length + 1) as RawPath
}
