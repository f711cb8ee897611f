/** Names that are nobody's memory: what systems, browsers and cameras leave about, and what is our own. */
import {join, type RawPath} from './bytes.ts'
import {isCameraJunk, isCameraJunkDirectory} from './camera-junk.ts'

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
const JUNK_PATTERN = /^\._|^synofile_thumb_|\.(?:part|crdownload|tmp)$/

/** The directory at a tree's root that holds journals and the like. */
export const OWN_DIRECTORY = '.mediastruct' as RawPath

/**
 * A file that no command indexes or files; it is listed as left (`junk`).
 * @param directory absolute; without it only what is junk everywhere is known
 */
export function isJunkFile(name: RawPath, directory?: RawPath): boolean {
  const lower = name.toLowerCase()
  if (JUNK_FILES.has(lower) || JUNK_PATTERN.test(lower)) return true
  return directory !== undefined && isCameraJunk(directory, name)
}

/**
 * A directory that is never walked.
 * @param parent absolute; without it only what is junk everywhere is known
 */
export function isJunkDirectory(name: RawPath, parent?: RawPath): boolean {
  if (name === OWN_DIRECTORY || JUNK_DIRECTORIES.has(name.toLowerCase())) return true
  return parent !== undefined && isCameraJunkDirectory(join(parent, name))
}

/** A volume's own index: its directory is one that we wrote, and its tag files are not payload. */
export const VOLUME_INDEX = 'volume-index.json' as RawPath
const BAG_DECLARATION = 'bagit.txt' as RawPath

/** Whether a directory with these names is the top of a volume of ours (BagIt: RFC 8493, section 2). */
export function isVolumeDirectory(names: readonly RawPath[]): boolean {
  return names.includes(BAG_DECLARATION) && names.includes(VOLUME_INDEX)
}
