/** Fields of the indexes that lie on volumes, checked one by one: whatever a disc says is foreign until it is looked at. */
import {fromBytes, fromText, MediaStructError, type RawPath} from 'mediastruct'

export type Fields = Readonly<Record<string, unknown>>

/**
 * @param name of the index
 * @param what is wrong with it, as a sentence without its end
 */
export function badIndex(name: string, what = 'it is no index of ours, or is damaged'): MediaStructError {
  return new MediaStructError('BAD_INDEX', `${name}: ${what}.`, {
    hint: 'Nothing was taken in. Each disc, and each volume in the archive, has an index of its own: mediastruct index import DISC_OR_VOLUME',
  })
}

/** @throws MediaStructError BAD_INDEX */
export function objectOf(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw badIndex(name)
}

/** @throws MediaStructError NEWER_INDEX, BAD_INDEX */
export function assertSchema(schema: unknown, expected: string, name: string): void {
  if (schema === expected) return
  const [kind = ''] = expected.split('@')
  const version =
    typeof schema === 'string' && schema.startsWith(`${kind}@`) ? schema.slice(kind.length + 1) : ''
  if (!/^\d+$/.test(version)) throw badIndex(name)
  throw new MediaStructError(
    'NEWER_INDEX',
    `${name} was written by a newer MediaStruct (${String(schema)}).`,
    {
      hint: 'Nothing was taken in. Update MediaStruct, then type the command again.',
    },
  )
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

const HASH = /^(?:[0-9a-f]{2}){8,64}$/

/** @returns lower-case hex. @throws MediaStructError BAD_INDEX */
export function hashOf(value: unknown, name: string): string {
  if (typeof value === 'string' && HASH.test(value)) return value
  throw badIndex(name, 'a hash in it is none')
}

/** The path that a file had in the drop, where it is told. @throws MediaStructError BAD_INDEX */
export function originalOf(fields: Fields, name: string): RawPath | undefined {
  const path = optionalPathOf(fields, 'original', name)
  if (path === undefined || path.startsWith('/')) return path
  throw badIndex(name, 'where a file was before is no absolute path')
}

/** A path, by its bytes where the text does not say all of it. @throws MediaStructError BAD_INDEX */
export function pathOf(fields: Fields, key: string, name: string): RawPath {
  const path = optionalPathOf(fields, key, name)
  if (path !== undefined) return path
  throw badIndex(name, `a row of it has no ${key}`)
}

function optionalPathOf(fields: Fields, key: string, name: string): RawPath | undefined {
  const [text, base64] = [fields[key], fields[`${key}Bytes`]]
  if (typeof base64 === 'string') return withoutNul(fromBytes(Buffer.from(base64, 'base64')), name)
  if (text === undefined) return undefined
  if (typeof text !== 'string') throw badIndex(name, `a ${key} in it is no text`)
  return withoutNul(fromText(text), name)
}

function withoutNul(path: RawPath, name: string): RawPath {
  if (!path.includes('\0')) return path
  throw badIndex(name, 'a path in it can be none')
}

/** Whether it leads to something below a directory, and nowhere else. */
export function isBelow(path: RawPath): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}
