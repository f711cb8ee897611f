/**
 * How many sectors of a medium things take: always an upper bound, and always a sum of whole numbers, so that what
 * was planned to fit does fit, and a volume can be filled by adding up.
 */

import type {RawPath, VolumeTarget} from 'mediastruct'
import {isUtf8, toText} from 'mediastruct'

/** Bytes of a BLAKE3 or SHA-256 digest in hex. */
const DIGEST = 64
/** Bytes of a row's JSON punctuation and keys in the volume's own index, with room for a size of 16 digits. */
const INDEX_ROW = 64
/** Directories of a bag itself: its root and `data`. */
const BAG_DIRECTORIES = 2
/** Files of a bag beside its payload, with room for two more. */
const BAG_FILES = 8
/** Characters that JSON leaves as they are, a byte each. */
const PLAIN = /^[ !#-[\]-~]*$/
const ENCODED = /[%\r\n]/
/** Bytes of those files without their rows: the texts, and what rounding up of each to whole sectors may add. */
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

/** Sectors of one file with its directory entry, its line in the manifest and its row in the volume's index. */
export function sectorsOfFile(file: MeasuredFile, target: VolumeTarget): number {
  const data = Math.ceil(file.size / target.sectorBytes)
  const listed = (manifestLineBytes(file) + indexRowBytes(file)) / target.sectorBytes
  return data + Math.ceil(target.overhead.sectorsPerFile + listed)
}

/** Sectors of a folder below `data/` and of every folder above it, as if no other unit shared those. */
export function sectorsOfFolder(folder: RawPath, target: VolumeTarget): number {
  const depth = folder === '' ? 0 : folder.split('/').length
  return Math.ceil(depth * target.overhead.sectorsPerDirectory)
}

/**
 * Sectors of a volume before its first file: the file system's own, the bag's texts, and `catalogBytes` for the
 * archive's index that an image carries along.
 */
export function volumeOverheadSectors(target: VolumeTarget, catalogBytes = 0): number {
  const {fixedSectors, sectorsPerFile, sectorsPerDirectory} = target.overhead
  const entries = BAG_FILES * sectorsPerFile + BAG_DIRECTORIES * sectorsPerDirectory
  return Math.ceil(fixedSectors + entries + (BAG_TEXT_BYTES + catalogBytes) / target.sectorBytes)
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
