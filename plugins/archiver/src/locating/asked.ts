/** What a person asks for: names, as they are now or were in the drop, hashes, dates, whole volumes. */
import {
  basename,
  type CatalogFile,
  type DateSpan,
  dateOfFolder,
  dirname,
  globMatcher,
  MediaStructError,
  type RawPath,
  toText,
  type VolumeRow,
} from 'mediastruct'

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
 * Without a slash, the name is compared; with one, the path below `data/`, the whole path, or the one in the drop. A name
 * may hold what is special in a pattern: as it is, it is meant, too.
 */
function isLike(what: string): Matcher {
  const matches = globMatcher(what)
  const isName = !what.includes('/')
  const asTyped = what.normalize('NFC')
  const isIt = (path: RawPath) =>
    matches(path) || toText(isName ? basename(path) : path).normalize('NFC') === asTyped
  return ({path, original}, below) =>
    isIt(below) || (!isName && isIt(path)) || (original !== undefined && isIt(original))
}
