/** A JSON file of Google Takeout that goes with no picture is not filed: alone in a library, it says nothing to anybody. */
import {extname, type LeftCode, type RawPath, relativeTo} from 'mediastruct'
import type {Drop} from '../planner/drop.ts'
import type {ReadAsset} from '../planner/members.ts'
import {readNotes} from './notes.ts'

/** What Takeout calls an album's file, in the languages of its accounts. */
const ALBUM_NAMES =
  /^(?:metadata|metadaten|metadatos|metadados|metadati|métadonnées|metadane|metagegevens|メタデータ)(?:\(\d+\))?\.json$/i

/** Why it is left; undefined for every other file. */
export async function whyLoneJsonIsLeft(
  {primary: {path, name}, companions}: ReadAsset,
  drop: Drop,
): Promise<{code: LeftCode; reason: string} | undefined> {
  if (companions.length > 0 || extname(name).toLowerCase() !== '.json') return undefined
  const {kind, title} = await readNotes(path)
  if (kind === 'picture') {
    const picture = title === undefined ? 'its picture' : `its picture, ${title}`
    return {code: 'unstable', reason: `it waits for ${picture}, which is not here`}
  }
  if (kind === 'album' || isOfTakeout(path, name, drop)) {
    return {code: 'excluded', reason: 'it tells of an album or an account, and of no picture'}
  }
  return undefined
}

/** `Takeout/…` holds nothing but what Takeout wrote. */
function isOfTakeout(path: RawPath, name: RawPath, {path: drop}: Drop): boolean {
  const text = Buffer.from(name, 'latin1').toString('utf8').normalize('NFC')
  return ALBUM_NAMES.test(text) || /(?:^|\/)takeout(?: \d+)?\//i.test(relativeTo(drop, path))
}
