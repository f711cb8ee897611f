/** Content that is not what its extension says: filed as it is, and listed. */
import {extname, type RawPath, toText} from 'mediastruct'

/**
 * What is one to a user: extensions on the left, and on the right the types (as examinations call them) that may lie under
 * them. Films in one kind of box are not told apart by their brands, nor raw files that are all TIFF inside.
 */
const FAMILIES: readonly (readonly [extensions: string, types: string])[] = [
  ['jpg jpeg jpe jfif mpo insp', 'jpg'],
  [
    'tif tiff 3fr arw cr2 dcr dcs dng erf fff iiq k25 kdc mef mos nef nrw orf pef ptx rw2 rwl sr2 srf srw',
    'tif cr2 dng orf rw2 nef arw pef',
  ],
  ['png apng', 'png'],
  ['gif', 'gif'],
  ['bmp dib', 'bmp'],
  ['webp', 'webp'],
  ['psd psb', 'psd'],
  ['heic heif hif', 'heic heif'],
  ['avif', 'avif heif'],
  ['jxl', 'jxl'],
  ['jp2 j2k jpf jpm jpx', 'jp2'],
  ['cr3 crm', 'cr3'],
  ['crw', 'crw'],
  ['raf', 'raf'],
  ['mrw', 'mrw'],
  ['x3f', 'x3f'],
  ['mp4 m4v mov qt 3gp 3g2 insv', 'mp4 m4v m4a mov 3gp 3g2'],
  ['avi divx', 'avi'],
  ['mkv webm', 'mkv webm'],
  ['wmv asf', 'asf'],
  ['mts m2ts m2t tod', 'mts'],
  ['mpg mpeg mod vob', 'mpg'],
]

const TYPES = new Map(
  FAMILIES.flatMap(([extensions, types]) =>
    extensions.split(' ').map((extension) => [extension, new Set(types.split(' '))] as const),
  ),
)

/** Whether its extension claims anything that can be contradicted. */
export function claimsType(name: RawPath): boolean {
  return TYPES.has(extensionOf(name))
}

/**
 * @param type what the first bytes say that it is, as an examination tells it; what nobody knows contradicts nothing
 * @returns what to say of it; undefined where the two agree
 */
export function contradiction(name: RawPath, type: string | undefined): string | undefined {
  const types = TYPES.get(extensionOf(name))
  if (types === undefined || type === undefined || types.has(type)) return undefined
  return `its name says ${toText(extname(name))}, and its content is ${type.toUpperCase()}`
}

function extensionOf(name: RawPath): string {
  return extname(name).slice(1).toLowerCase()
}
