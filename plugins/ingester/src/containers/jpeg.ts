/** JPEG segments up to the picture (ITU T.81 B.1; Exif 3.0 §4.7; XMP part 3 §1.1.3; IPTC in Photoshop's 8BIM blocks). */
import {type Blocks, noBlocks} from './blocks.ts'
import {latin1, u8, u16, utf8} from './bytes.ts'
import {photoshopDate} from './iptc.ts'
import type {Readable} from './readable.ts'

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
export function jpegBlocks(file: Readable, start = 0): Blocks {
  const blocks = noBlocks()
  let position = start + 2
  for (let segments = 0; segments < MAX_SEGMENTS; segments++) {
    const header = file.read(position, 4)
    const marker = u8(header, 1)
    if (header.length < 4 || u8(header, 0) !== 0xff) break
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) break
    if (marker === 0xff) {
      position += 1
      continue
    }
    const length = u16(header, 2)
    if (length < 2) break
    if (marker === APP1) addApp1(blocks, file.read(position + 4, length - 2))
    if (marker === APP13) addApp13(blocks, file.read(position + 4, length - 2))
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
  const date = photoshopDate(payload.subarray(PHOTOSHOP.length))
  if (date !== undefined) blocks.iptc.push(date)
}
