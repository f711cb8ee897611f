/** One word for those that move together. */
import {isUtf8, type RawPath, toText} from 'mediastruct'

/** Another one for each path, also where two show as the same text. */
export function assetWord(path: RawPath): string {
  return isUtf8(path) ? toText(path) : `latin1:${path}`
}
