/** Minolta's MRW: blocks of a name and a length, of which `TTW` is a TIFF structure. */
import {BLOCK_BYTES, type Blocks, noBlocks} from './blocks.ts'
import {latin1, u32, u32le} from './bytes.ts'
import type {Readable} from './readable.ts'

const MAX_BLOCKS = 50

/** The byte order stands in the last letter: `MRM` is big-endian, `MRI` little-endian. @throws only what `file.read` throws */
export function mrwBlocks(file: Readable): Blocks {
  const blocks = noBlocks()
  const head = file.read(0, 8)
  const magic = latin1(head, 0, 4)
  if (magic !== '\0MRM' && magic !== '\0MRI') return blocks
  const long = magic === '\0MRM' ? u32 : u32le
  const end = Math.min(8 + long(head, 4), file.size)
  let position = 8
  for (let count = 0; count < MAX_BLOCKS && position + 8 <= end; count++) {
    const header = file.read(position, 8)
    const length = long(header, 4)
    if (latin1(header, 1, 4) === 'TTW')
      blocks.tiff.push(file.read(position + 8, Math.min(length, BLOCK_BYTES)))
    position += 8 + length
  }
  return blocks
}
