/** What a user should know of a file that is filed all the same. */
import {basename, type Notice, type RawPath} from 'mediastruct'
import type {Examination} from '../examine/examination.ts'
import {claimsType, contradiction} from '../naming/contradiction.ts'
import {notPortable} from '../naming/portable.ts'

export type Examine = (path: RawPath) => Promise<Examination>

/** @param place where it is filed: the part of its path that is of our making */
export async function noticesOf(path: RawPath, place: RawPath, examine: Examine): Promise<Notice[]> {
  const reason = contradiction(basename(path), await typeOf(path, examine))
  const type: Notice | undefined = reason === undefined ? undefined : {path, code: 'type', reason}
  return [type, portableNotice(path, place)].filter((notice) => notice !== undefined)
}

/** @param place as in `noticesOf` */
export function portableNotice(path: RawPath, place: RawPath): Notice | undefined {
  const reason = notPortable(place)
  return reason === undefined ? undefined : {path, code: 'name', reason}
}

/** A file that can't be examined contradicts nothing: whoever needs its date says so. */
async function typeOf(path: RawPath, examine: Examine): Promise<string | undefined> {
  if (!claimsType(basename(path))) return undefined
  return (await examine(path).catch(() => undefined))?.type
}
