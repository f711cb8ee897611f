/**
 * How many sectors of a medium things take: always an upper bound, and always a sum of multiples of 1/2048, which floating
 * point adds up exactly, so that what was planned to fit does fit, and a volume can be filled by adding up.
 */
import {basename, isUtf8, type ManifestAlgorithm, type RawPath, toText, type VolumeTarget} from 'mediastruct'
import {ROOM_A_VOLUME} from '../bag/room.ts'
import {
  addedFileSectors,
  addedFolderSectors,
  addedVolumeSectors,
  sharedSectors,
  treeSectors,
} from './udf-bridge.ts'

/** Bytes of a BLAKE3 or SHA-256 digest in hex. */
const DIGEST = 64
/** Bytes of a row's JSON punctuation and keys in the volume's own index, with room for a size of 16 digits. */
const INDEX_ROW = 64
/** Directories of a bag itself: its root and `data`. */
const BAG_DIRECTORIES = 2
/** Files of a bag beside its payload, with room for two more. */
const BAG_FILES = 12
/** Characters that JSON leaves as they are, a byte each. */
const PLAIN = /^[ !#-[\]-~]*$/
const ENCODED = /[%\r\n]/
/** Parts of a sector that sums are made of. */
const GRAINS = 2048
/** Bytes of those files on a disc that are not counted file by file, with room for what is told of copies. */
const DISC_TEXT_BYTES = 8 * 1024 + ROOM_A_VOLUME
/** Bytes of those files without their rows: the texts, with room to spare. */
export const BAG_TEXT_BYTES = 32 * 1024

/** A file to be packed. */
export interface MeasuredFile {
  /** Below `data/`. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
  /** Path that the file had in the drop. */
  readonly original?: RawPath | undefined
}

/** Whether a target's file system is one that is known better than by the target's own, linear bound. */
function isUdfBridge({overhead, sectorBytes}: VolumeTarget): boolean {
  return overhead.model === 'udf-bridge' && sectorBytes === 2048
}

/** Whether the program that makes its images makes them so, whatever the target's numbers say: the larger bound counts. */
function becomesUdfBridge({imager, sectorBytes}: VolumeTarget): boolean {
  return imager === 'genisoimage' && sectorBytes === 2048
}

/** By what the target says of itself, and what its imager is known to do. */
function larger(target: VolumeTarget, asBridge: () => number, asTold: () => number): number {
  if (isUdfBridge(target)) return asBridge()
  return becomesUdfBridge(target) ? Math.max(asBridge(), asTold()) : asTold()
}

/** Sectors of one file with its directory entry, its lines in the manifests and its row in the volume's index. */
export function sectorsOfFile(
  file: MeasuredFile,
  target: VolumeTarget,
  manifests: readonly ManifestAlgorithm[] = [],
): number {
  const listed = (manifestBytes(file, manifests) + indexRowBytes(file)) / target.sectorBytes
  return larger(
    target,
    () => addedFileSectors(basename(file.path), file.size) + listed,
    () => Math.ceil(file.size / target.sectorBytes) + ofGrains(target.overhead.sectorsPerFile + listed),
  )
}

/** Lines share sectors with those of other files: a whole one for each would waste much where sectors are large. */
function ofGrains(sectors: number): number {
  return Math.ceil(sectors * GRAINS) / GRAINS
}

/** Sectors of a folder below `data/` and of every folder above it, as if no other unit shared those. */
export function sectorsOfFolder(folder: RawPath, target: VolumeTarget): number {
  const depth = folder === '' ? 0 : folder.split('/').length
  return larger(
    target,
    () => addedFolderSectors(folder),
    () => Math.ceil(depth * target.overhead.sectorsPerDirectory),
  )
}

/** Sectors of a folder with these files in it: at most the sum of both, often less, and whole. */
export function sectorsOfUnit(
  {folder, folderSectors}: {readonly folder: RawPath; readonly folderSectors: number},
  files: readonly {readonly path: RawPath; readonly sectors: number}[],
  target: VolumeTarget,
): number {
  const sum = files.reduce((total, {sectors}) => total + sectors, folderSectors)
  // Files in "data" itself share it with the folders in it.
  if (!isUdfBridge(target) || folder === '') return Math.ceil(sum)
  return Math.ceil(sum - sharedSectors(files.map(({path}) => basename(path))))
}

/**
 * Sectors of a volume before its first file: the file system's own, the bag's texts, and `catalogBytes` for the
 * archive's index that an image carries along.
 */
export function volumeOverheadSectors(target: VolumeTarget, catalogBytes = 0): number {
  const {fixedSectors, sectorsPerFile, sectorsPerDirectory} = target.overhead
  // Each of the bag's own files begins a sector of its own.
  const entries = BAG_FILES * (sectorsPerFile + 1) + BAG_DIRECTORIES * sectorsPerDirectory
  const bytes = (own: number) => (own + catalogBytes) / target.sectorBytes
  return larger(
    target,
    () => Math.ceil(addedVolumeSectors(BAG_FILES) + bytes(DISC_TEXT_BYTES)),
    () => Math.ceil(fixedSectors + entries + bytes(BAG_TEXT_BYTES)),
  )
}

/** Sectors of a whole image, everything in it being known. @param files below the image's root */
export function sectorsOfImage(
  files: readonly {readonly path: RawPath; readonly size: number}[],
  target: VolumeTarget,
): number {
  return larger(
    target,
    () => treeSectors(files),
    () => linearSectors(files, target),
  )
}

function linearSectors(
  files: readonly {readonly path: RawPath; readonly size: number}[],
  target: VolumeTarget,
): number {
  const {fixedSectors, sectorsPerFile, sectorsPerDirectory} = target.overhead
  const directories = new Set<string>()
  let data = 0
  for (const {path, size} of files) {
    data += Math.ceil(size / target.sectorBytes)
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const directory = path.slice(0, at)
      if (directories.has(directory)) break
      directories.add(directory)
    }
  }
  const entries = files.length * sectorsPerFile + (directories.size + 1) * sectorsPerDirectory
  return Math.ceil(fixedSectors + entries + data)
}

/** Lines of all manifests, and a SHA-512 also in the index. */
function manifestBytes(file: MeasuredFile, manifests: readonly ManifestAlgorithm[]): number {
  const line = manifestLineBytes(file)
  const sha512 = manifests.includes('sha512') ? line + DIGEST + 2 * DIGEST + ',"sha512":""'.length : 0
  return line + sha512 + (manifests.includes('blake3') ? line : 0)
}

/** `<sha256>  data/<path>\n`; CR, LF and % take three bytes each. */
function manifestLineBytes({path}: MeasuredFile): number {
  const encoded = ENCODED.test(path) ? path.split(ENCODED).length - 1 : 0
  return DIGEST + 2 + 'data/'.length + path.length + 2 * encoded + 1
}

function indexRowBytes({path, original}: MeasuredFile): number {
  return (
    2 * DIGEST +
    INDEX_ROW +
    'data/'.length +
    jsonBytes(path) +
    (original === undefined ? 0 : originalBytes(original))
  )
}

/** `,"original":"…"`, and `,"originalBytes":"…"` in base64 where the name is not UTF-8. */
function originalBytes(original: RawPath): number {
  const keys = 40
  return keys + jsonBytes(original) + (isUtf8(original) ? 0 : Math.ceil(original.length / 3) * 4)
}

/** Bytes of a path as a JSON string. */
function jsonBytes(path: RawPath): number {
  return PLAIN.test(path) ? path.length + 2 : Buffer.byteLength(JSON.stringify(toText(path)))
}
