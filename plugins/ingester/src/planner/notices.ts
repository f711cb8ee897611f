/** What a user should know of a file that is filed all the same. */
import {basename, type Notice, type RawPath} from 'mediastruct'
import type {Examination} from '../examine/examination.ts'
import {claimsType, contradiction} from '../naming/contradiction.ts'
import {notPortable} from '../naming/portable.ts'

export type Examine = (path: RawPath) => Promise<Examination>

/** @param place where it is filed: the part of its path that is of our making */
export async function noticesOf(path: RawPath, place: RawPath, examine: Examine): Promise<Notice[]> {
  const name = notPortable(place)
  const type = contradiction(basename(path), await typeOf(path, examine))
  return [
    ...(type === undefined ? [] : [{path, code: 'type', reason: type} as const]),
    ...(name === undefined ? [] : [{path, code: 'name', reason: name} as const]),
  ]
}

/** A file that can't be examined contradicts nothing: whoever needs its date says so. */
async function typeOf(path: RawPath, examine: Examine): Promise<string | undefined> {
  if (!claimsType(basename(path))) return undefined
  return (await examine(path).catch(() => undefined))?.type
}
