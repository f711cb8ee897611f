/** Fujifilm's RAF: the header says where the JPEG lies that the camera put in, with all its metadata. */
import {type Blocks, noBlocks} from './blocks.ts'
import {latin1, u32} from './bytes.ts'
import {jpegBlocks} from './jpeg.ts'
import type {Readable} from './readable.ts'

const MAGIC = 'FUJIFILMCCD-RAW '
/** Behind the magic, a version, the camera's number and name, and a version of the directory. */
const JPEG_POINTER = 84

/** @throws only what `file.read` throws */
export function rafBlocks(file: Readable): Blocks {
  const header = file.read(0, JPEG_POINTER + 8)
  if (!latin1(header).startsWith(MAGIC)) return noBlocks()
  return jpegBlocks(file, u32(header, JPEG_POINTER))
}
