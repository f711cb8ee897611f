/** JPEG segments up to the picture (ITU T.81 B.1; Exif 3.0 §4.7; XMP part 3 §1.1.3; IPTC in Photoshop's 8BIM blocks). */
import {type Blocks, noBlocks, type Readable} from './blocks.ts'
import {latin1, u8, u16, u32, utf8} from './bytes.ts'

const EXIF = 'Exif\0\0'
const XMP = 'http://ns.adobe.com/xap/1.0/\0'
/** Some writers spoil the scheme (`XMP\0://…`). */
const SCHEME = 'http'
const PHOTOSHOP = 'Photoshop 3.0\0'

const APP1 = 0xe1
const APP13 = 0xed
const START_OF_SCAN = 0xda
const END_OF_IMAGE = 0xd9

/** A picture has some dozen segments; more than this is not one. */
const MAX_SEGMENTS = 1000

/** @param start where the JPEG begins, in bytes */
export async function jpegBlocks(file: Readable, start: number): Promise<Blocks> {
  const blocks = noBlocks()
  let position = start + 2
  for (let segments = 0; segments < MAX_SEGMENTS; segments++) {
    const header = await file.read(position, 4)
    const marker = u8(header, 1)
    if (header.length < 4 || u8(header, 0) !== 0xff) break
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) break
    if (marker === 0xff) {
      position += 1
      continue
    }
    const length = u16(header, 2)
    if (length < 2) break
    if (marker === APP1) addApp1(blocks, await file.read(position + 4, length - 2))
    if (marker === APP13) addApp13(blocks, await file.read(position + 4, length - 2))
    position += 2 + length
  }
  return blocks
}

function addApp1(blocks: Blocks, payload: Uint8Array): void {
  const text = latin1(payload, 0, XMP.length)
  if (text.startsWith(EXIF)) blocks.tiff.push(payload.subarray(EXIF.length))
  else if (text.slice(SCHEME.length) === XMP.slice(SCHEME.length))
    blocks.xmp.push(utf8(payload.subarray(XMP.length)))
}

function addApp13(blocks: Blocks, payload: Uint8Array): void {
  if (!latin1(payload, 0, PHOTOSHOP.length).startsWith(PHOTOSHOP)) return
  let position = PHOTOSHOP.length
  while (latin1(payload, position, position + 4) === '8BIM') {
    const nameBytes = 1 + u8(payload, position + 6)
    const sizeAt = position + 6 + nameBytes + (nameBytes % 2)
    const size = u32(payload, sizeAt)
    if (u16(payload, position + 4) === 0x0404)
      addIptc(blocks, payload.subarray(sizeAt + 4, sizeAt + 4 + size))
    position = sizeAt + 4 + size + (size % 2)
  }
}

/** Data sets `1C record number length`; record 2 is the picture's. */
function addIptc(blocks: Blocks, bytes: Uint8Array): void {
  let [date, time] = ['', '']
  let position = 0
  while (u8(bytes, position) === 0x1c) {
    const number = u8(bytes, position + 2)
    const end = position + 5 + u16(bytes, position + 3)
    if (u8(bytes, position + 1) === 2 && number === 55) date = latin1(bytes, position + 5, end)
    if (u8(bytes, position + 1) === 2 && number === 60) time = latin1(bytes, position + 5, end)
    position = end
  }
  if (date !== '') blocks.iptc.push({date, time})
}
