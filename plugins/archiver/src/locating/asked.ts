/** What a person asks for: names, as they are now or were in the drop, hashes, dates, whole volumes. */
import {
  basename,
  type CatalogFile,
  type DateSpan,
  dateOfFolder,
  dirname,
  fromText,
  globMatcher,
  join,
  MediaStructError,
  type RawPath,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {PAYLOAD} from '../bag/model.ts'

/** Says of a volume's file, with its path below `data/`, whether it is meant. */
export type Matcher = (file: CatalogFile, below: RawPath, volume: VolumeRow) => boolean

const DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/
const HASH = /^[0-9a-f]{6,128}$/i

/**
 * @param what a date (`2019`, `2019-05`, `2019-05-04`), a hash or its beginning, the id of a volume, a name or a glob;
 *   where it can be several of them (`20190504`), all are meant
 * @throws MediaStructError EMPTY_PATTERN
 */
export function matcherOf(what: string): Matcher {
  if (what === '')
    throw new MediaStructError('EMPTY_PATTERN', 'It is not said what to look for.', {
      hint: 'Give a name, a glob, a hash, a date, or the id of a volume.',
    })
  const day = DATE.test(what) ? dateOfFolder(what) : undefined
  const matchers = [
    ...(day ? [isOfDay(day)] : []),
    ...(HASH.test(what) ? [hasHash(what.toLowerCase())] : []),
    isOn(what),
    isLike(what),
  ]
  return (file, below, volume) => matchers.some((matches) => matches(file, below, volume))
}

/** The folder's days and those that are asked for have one in common. */
function isOfDay({first, last}: DateSpan): Matcher {
  const days = new Map<RawPath, boolean>()
  return (_, below) => {
    const folder = dirname(below)
    const known = days.get(folder)
    if (known !== undefined) return known
    const span = dateOfFolder(folder)
    const isMeant = span !== undefined && span.first <= last && first <= span.last
    days.set(folder, isMeant)
    return isMeant
  }
}

function hasHash(prefix: string): Matcher {
  return ({hash}) => hash?.startsWith(prefix) === true
}

function isOn(id: string): Matcher {
  const wanted = id.toLowerCase()
  return (_file, _below, volume) => volume.id.toLowerCase() === wanted
}

/**
 * Without a slash, the name is compared, now and in the drop; with one, the path: below `data/`, as we show it (`data/…`,
 * `MS-0001/data/…`), whole, or in the drop. A name may hold what is special in a pattern: as it is, it is meant, too.
 */
function isLike(what: string): Matcher {
  const matches = globMatcher(what)
  const isName = !what.includes('/')
  const asTyped = what.normalize('NFC')
  const isIt = (path: RawPath) =>
    matches(path) || toText(isName ? basename(path) : path).normalize('NFC') === asTyped
  return ({path, original}, below, {id}) => {
    const now = isName ? [path] : [below, onVolume(below), join(fromText(id), onVolume(below)), path]
    return [...now, ...(original === undefined ? [] : [original])].some(isIt)
  }
}

/** `data/2019/…`, as it stands on the volume. */
export function onVolume(below: RawPath): RawPath {
  return join(PAYLOAD, below)
}
