/** Files that belong together and move together: a picture, its raw file, its film, its sidecars. */
import {extname, type RawPath} from 'mediastruct'

export interface Asset {
  readonly primary: RawPath
  readonly companions: readonly RawPath[]
}

const RAW = new Set(
  '3fr arw cr2 cr3 crw dng erf fff iiq k25 kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f'.split(
    ' ',
  ),
)
const STILL = new Set('avif gif heic heif hif jfif jp2 jpe jpeg jpg jxl png tif tiff webp'.split(' '))
const VIDEO = new Set('3g2 3gp avi m2ts m4v mkv mov mp4 mpeg mpg mts webm wmv'.split(' '))
/** What cameras, phones and editors put beside a picture. */
const SIDECAR = new Set('aae lrv thm xmp'.split(' '))
/** Halves of a Live Photo. */
const LIVE_STILL = new Set('heic heif hif jpeg jpg'.split(' '))
const LIVE_FILM = new Set('mov mp4'.split(' '))

/** What a name's extension makes of it; lower comes first, and the first gives the asset its date and stem. */
const RANK = {raw: 0, still: 1, film: 2, sidecar: 3, other: 4} as const

/**
 * Groups the names of one directory, in the order in which their primaries came. Stems are compared without case.
 * A raw file takes its stills, a HEIC, JPEG or raw the film of a Live Photo, and any of them its sidecars (`IMG.xmp`
 * and `IMG.jpg.xmp`). What has no primary is an asset of its own.
 */
export function groupAssets(names: readonly RawPath[]): Asset[] {
  const media = new Map(names.filter((name) => rankOf(name) < RANK.sidecar).map((name) => [fold(name), name]))
  const groups = Map.groupBy(names, (name) => stemOf(describedBy(name, media) ?? name))
  const place = new Map(names.map((name, index) => [name, index]))
  return [...groups.values()]
    .flatMap(assetsOf)
    .sort((a, b) => (place.get(a.primary) ?? 0) - (place.get(b.primary) ?? 0))
}

/** `IMG.jpg` for `IMG.jpg.xmp`, where it is there. */
function describedBy(name: RawPath, media: ReadonlyMap<string, RawPath>): RawPath | undefined {
  return rankOf(name) === RANK.sidecar ? media.get(stemOf(name)) : undefined
}

/** One asset for the best primary and all that belongs to it, and one for each name that does not. */
function assetsOf(group: readonly RawPath[]): Asset[] {
  const [primary, ...others] = group.toSorted((a, b) => rankOf(a) - rankOf(b))
  if (primary === undefined) return []
  const suffixes = new Set([fold(suffixOf(primary, primary))])
  const companions = others.filter((name) => {
    const suffix = fold(suffixOf(primary, name))
    if (!belongsTo(primary, name) || suffixes.has(suffix)) return false
    suffixes.add(suffix)
    return true
  })
  const alone = others.filter((name) => !companions.includes(name))
  return [{primary, companions}, ...alone.map((name) => ({primary: name, companions: []}))]
}

function belongsTo(primary: RawPath, name: RawPath): boolean {
  const [owner, rank] = [rankOf(primary), rankOf(name)]
  if (owner >= RANK.sidecar || rank === RANK.other) return false
  if (rank === RANK.sidecar || owner === RANK.raw)
    return rank !== RANK.film || LIVE_FILM.has(extensionOf(name))
  return LIVE_STILL.has(extensionOf(primary)) && LIVE_FILM.has(extensionOf(name))
}

function rankOf(name: RawPath): number {
  const extension = extensionOf(name)
  if (RAW.has(extension)) return RANK.raw
  if (STILL.has(extension)) return RANK.still
  if (VIDEO.has(extension)) return RANK.film
  return SIDECAR.has(extension) ? RANK.sidecar : RANK.other
}

/** What a member's name has behind the asset's stem: `.jpg`, `.xmp`, `.jpg.xmp`. It follows the asset's new stem. */
export function suffixOf(primary: RawPath, name: RawPath): RawPath {
  return name.slice(primary.length - extname(primary).length) as RawPath
}

function extensionOf(name: RawPath): string {
  return fold(extname(name)).slice(1)
}

function stemOf(name: RawPath): string {
  return fold(name.slice(0, name.length - extname(name).length))
}

/** Lower case, ASCII only: the names are bytes. */
function fold(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
