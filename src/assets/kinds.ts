/** What a name's extension makes of a file. The host knows files by their names alone, never by what is in them. */
import type {RawPath} from '../paths/bytes.ts'

/** `note`: what cameras, phones and editors put beside a picture to say something about it. */
export type Kind = 'raw' | 'still' | 'film' | 'sound' | 'note' | 'json' | 'xml' | 'other'

const KINDS: Readonly<Record<Exclude<Kind, 'other'>, string>> = {
  raw: '3fr arw cr2 cr3 crw dng erf fff iiq k25 kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f',
  still: 'avif gif heic heif hif jfif jp2 jpe jpeg jpg jxl png tif tiff webp',
  film: '360 3g2 3gp avi insv m2ts m4v mkv mov mp mp4 mpeg mpg mts mv webm wmv',
  sound: 'wav',
  note: 'aae acr dop lrf lrv on1 pp3 srt thm vrd xmp',
  json: 'json',
  xml: 'xml',
}

const BY_EXTENSION = new Map(
  Object.entries(KINDS).flatMap(([kind, extensions]) =>
    extensions.split(' ').map((extension) => [extension, kind as Kind]),
  ),
)

/** Halves of a Live Photo; `mp` and `mv` are what Google calls the film of a motion photo. */
const LIVE_STILL = new Set('heic heif hif jpe jpeg jpg'.split(' '))
const LIVE_FILM = new Set('mov mp mp4 mv'.split(' '))
const HEIC = new Set('heic heif hif'.split(' '))

export function kindOf(name: RawPath): Kind {
  return BY_EXTENSION.get(extensionOf(name)) ?? 'other'
}

/** A picture or a film: what stands for itself. */
export function isMedia(name: RawPath): boolean {
  const kind = kindOf(name)
  return kind === 'raw' || kind === 'still' || kind === 'film'
}

export function isLiveStill(name: RawPath): boolean {
  return LIVE_STILL.has(extensionOf(name))
}

export function isLiveFilm(name: RawPath): boolean {
  return LIVE_FILM.has(extensionOf(name))
}

/** Which of several files of one stem gives the asset its date and stem: the lowest. */
export function rankOf(name: RawPath): number {
  const kind = kindOf(name)
  if (kind === 'raw') return 0
  if (kind === 'still') return HEIC.has(extensionOf(name)) ? 1 : isLiveStill(name) ? 2 : 3
  if (kind === 'film') return isLiveFilm(name) ? 4 : 5
  return kind === 'other' ? 7 : 6
}

/** Lower case, without its dot. Asked for by the million: a letter that is not ASCII is in no extension that we know. */
export function extensionOf(name: RawPath): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : ''
}
