/** Names that are nobody's memory: what systems and browsers leave about, and what is our own. */
import type {RawPath} from './bytes.ts'

const JUNK_FILES = new Set(['.ds_store', 'thumbs.db', 'desktop.ini', '.localized', '.nomedia'])
const JUNK_DIRECTORIES = new Set([
  '@eadir',
  '@__thumb',
  '.spotlight-v100',
  '.trashes',
  '.fseventsd',
  '.temporaryitems',
  '$recycle.bin',
  'system volume information',
  'lost+found',
])
const JUNK_PATTERNS = [/^\._/, /^synofile_thumb_/, /\.(part|crdownload|tmp)$/]

/** The directory at a tree's root that holds journals and the like. */
export const OWN_DIRECTORY = '.mediastruct' as RawPath

/** A file that no command indexes or files; it is listed as left (`junk`). */
export function isJunkFile(name: RawPath): boolean {
  const lower = name.toLowerCase()
  return JUNK_FILES.has(lower) || JUNK_PATTERNS.some((pattern) => pattern.test(lower))
}

/** A directory that is never walked. */
export function isJunkDirectory(name: RawPath): boolean {
  return name === OWN_DIRECTORY || JUNK_DIRECTORIES.has(name.toLowerCase())
}

/** A volume's own index: its directory is one that we wrote, and its tag files are not payload. */
export const VOLUME_INDEX = 'volume-index.json' as RawPath
const BAG_DECLARATION = 'bagit.txt' as RawPath

/** Whether a directory with these names is the top of a volume of ours (BagIt: RFC 8493, section 2). */
export function isVolumeDirectory(names: readonly RawPath[]): boolean {
  return names.includes(BAG_DECLARATION) && names.includes(VOLUME_INDEX)
}
