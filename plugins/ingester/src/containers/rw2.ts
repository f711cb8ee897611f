/** Panasonic's RW2: beside the Exif that all TIFF-like raw files have, the camera's JPEG, with its own (tag 0x2E). */
import {type Blocks, noBlocks} from './blocks.ts'
import {latin1, u16le, u32le} from './bytes.ts'
import {jpegBlocks} from './jpeg.ts'
import type {Readable} from './readable.ts'

const JPEG_TAG = 0x2e
const ENTRY_BYTES = 12
const MAX_ENTRIES = 500

/** Of the JPEG. @throws only what `file.read` throws */
export function rw2Blocks(file: Readable): Blocks {
  const header = file.read(0, 8)
  if (latin1(header, 0, 4) !== 'IIU\0') return noBlocks()
  const directory = u32le(header, 4)
  const count = Math.min(u16le(file.read(directory, 2), 0), MAX_ENTRIES)
  const entries = file.read(directory + 2, count * ENTRY_BYTES)
  for (let at = 0; at + ENTRY_BYTES <= entries.length; at += ENTRY_BYTES) {
    if (u16le(entries, at) === JPEG_TAG) return jpegBlocks(file, u32le(entries, at + 8))
  }
  return noBlocks()
}
