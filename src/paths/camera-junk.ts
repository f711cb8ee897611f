/**
 * What cameras keep for themselves on a card: catalogues, print orders, databases, previews that they make again. Each
 * name counts only where its camera puts it, for a file that is taken for junk is in no index.
 */
import {existsSync} from 'node:fs'
import {dirname, join, type RawPath, toBytes} from './bytes.ts'

/** The top of a camera's pictures; they lie in directories of three digits and five characters (DCF, JEITA CP-3461). */
const DCIM = 'DCIM' as RawPath

interface Housekeeping {
  readonly name: RegExp
  /** The end of its directory's path; anywhere without it. */
  readonly directory?: RegExp
  /** For a name that others might give, too: only where `DCIM` lies in its directory, or beside that. */
  readonly card?: 'here' | 'beside'
}

const HOUSEKEEPING: readonly Housekeeping[] = [
  // Canon PowerShot and EOS: how many pictures are in which directory.
  {name: /^m\d{4}\.ctg$/i, directory: /\/dcim\/(?:canonmsc|eosmisc)$/i},
  // All makes (DPOF 1.10): what was marked on the camera to be printed, sent, or shown.
  {name: /^aut(?:print|xfer|play)\.mrk$/i, directory: /\/misc$/i},
  // Nikon: the list of the directory's files, and the mark of a card that a Nikon formatted.
  {name: /^nc_fllst\.dat$/i, directory: /\/dcim\/\d{3}[0-9a-z_]{5}$/i},
  {name: /^nikon001\.dsc$/i, card: 'here'},
  // Sony: the catalogue, state and thumbnails of its XAVC clips, the mark of its cards, and the database of its pictures.
  {name: /^(?:mediapro\.xml|status\.bin)$/i, directory: /\/m4root$/i},
  {name: /t\d\d\.jpg$/i, directory: /\/m4root\/thmbnl$/i},
  {name: /^sonycard\.ind$/i, directory: /\/private\/sony$/i},
  {name: /^(?:avin\d{4}\.(?:bnp|inp|int)|prv\d{5}\.bin)$/i, directory: /\/avf_info$/i},
  // GoPro: the number of the last file, what the camera is, and a link to a page of its maker.
  {name: /^leinfo\.sav$/i, directory: /\/dcim$/i},
  {name: /^(?:leinfo\.sav|get_started_with_gopro\.url)$/i, card: 'here'},
  {name: /^(?:version\.txt|leinfo\.sav)$/i, directory: /\/misc$/i, card: 'beside'},
  // DJI: small pictures of its pictures and clips.
  {name: /\.(?:thm|scr)$/i, directory: /\/misc\/thm\/(?:dji_)?\d{3}$/i},
]

/** Asked for by the million, and nearly always in vain: one look instead of a dozen. */
const ANY_NAME = new RegExp(HOUSEKEEPING.map(({name}) => name.source).join('|'), 'i')

/** Android's media store: thumbnails of what lies in these. */
const THUMBNAILS = /\/(?:dcim|pictures|movies|music)\/\.thumbnails$/i

/** @param directory absolute */
export function isCameraJunk(directory: RawPath, name: RawPath): boolean {
  if (!ANY_NAME.test(name)) return false
  return HOUSEKEEPING.some(
    (rule) =>
      rule.name.test(name) && (rule.directory?.test(directory) ?? true) && isOnCard(directory, rule.card),
  )
}

/** @param path absolute */
export function isCameraJunkDirectory(path: RawPath): boolean {
  return THUMBNAILS.test(path)
}

function isOnCard(directory: RawPath, card: Housekeeping['card']): boolean {
  if (card === undefined) return true
  const top = card === 'here' ? directory : dirname(directory)
  return existsSync(toBytes(join(top, DCIM)))
}
