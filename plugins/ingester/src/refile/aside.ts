/** Names for files that make room for others before they get their own. */
import {basename, dirname, extname, join, type RawPath} from 'mediastruct'
import type {ShelvedMember} from './shelf.ts'

/** What stands behind the stem meanwhile: a file that is interrupted there is filed anew by the next run. */
const MEANWHILE = '.moving'

/** One member of an asset, and where it goes. */
export type Way = readonly [member: ShelvedMember, to: RawPath]

/** Places beside those where they go, the most telling first; one list for all of them. */
export function* asidePlaces(ways: readonly Way[]): Generator<RawPath[], void, undefined> {
  const [first] = ways
  if (first === undefined) return
  const stem = stemOf(first)
  for (const telling of [stem, first[0].hash.slice(0, 16)]) {
    for (let number = 1; number < 100; number++) {
      const meanwhile = number === 1 ? MEANWHILE : `${MEANWHILE}-${number}`
      yield ways.map(([, to]) => {
        const tail = basename(to).slice(stem.length)
        return join(dirname(to), `${telling}${meanwhile}${tail}` as RawPath)
      })
    }
  }
}

function stemOf([{tail, isNote, name}, to]: Way): string {
  const ending = isNote || tail !== extname(name) ? tail : extname(basename(to))
  return basename(to).slice(0, basename(to).length - ending.length)
}
