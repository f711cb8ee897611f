/**
 * What makers of cameras put into the user data of their films, in forms of their own: the camera, and what its clock
 * showed, where the film's header has only an instant. (The forms are those that ExifTool's tables of QuickTime tags name.)
 */
import type {Camera, Candidate} from '../examine/examination.ts'
import {whenOf} from '../examine/written.ts'
import {addBlocks, type Blocks, noBlocks} from './blocks.ts'
import {latin1, u8, u16, u32, utf8} from './bytes.ts'
import {inMemory} from './in-memory.ts'
import {type Box, boxesIn, childrenOf, findBox, payloadOf} from './isobmff.ts'
import {jpegBlocks} from './jpeg.ts'
import type {Readable} from './readable.ts'
import {type TiffParts, tiffParts} from './tiff.ts'

export interface MakerFacts {
  readonly blocks: Blocks
  readonly tiffs: readonly TiffParts[]
  readonly candidates: readonly Candidate[]
  readonly camera: Camera
}

/** Largest box that is looked into, in bytes: some hold a small picture. */
const BOX_BYTES = 2 ** 20

type Reader = (payload: Uint8Array, facts: Gathered) => void

interface Gathered {
  readonly blocks: Blocks
  readonly tiffs: TiffParts[]
  readonly candidates: Candidate[]
  readonly cameras: Camera[]
}

/** By the type of a box in `udta`. */
const READERS: Readonly<Record<string, Reader>> = {
  CNTH: canonThumbnail,
  CNMN: (payload, {cameras}) => cameras.push({make: 'Canon', model: textOf(payload)}),
  CNCV: (_payload, {cameras}) => cameras.push({make: 'Canon'}),
  NCDT: nikonTags,
  MVTG: fujifilmDirectory,
  PANA: panasonicExif,
  LEIC: panasonicExif,
  TAGS: (payload, {cameras}) => cameras.push(namedBefore(payload)),
  FIRM: (payload, {cameras}) => cameras.push({make: 'GoPro', model: modelOfFirmware(textOf(payload))}),
  GPMF: (payload, {cameras}) => cameras.push({make: 'GoPro', model: goproModel(payload)}),
  GoPr: (_payload, {cameras}) => cameras.push({make: 'GoPro'}),
}

/** @throws only what `file.read` throws */
export function makerFacts(file: Readable, moov: Box): MakerFacts {
  const facts: Gathered = {blocks: noBlocks(), tiffs: [], candidates: [], cameras: []}
  for (const box of [...userData(file, moov), ...canonSkip(file, moov)]) {
    const reader = READERS[box.type]
    const payload = reader && payloadOf(file, box, BOX_BYTES)
    if (payload !== undefined) reader?.(payload, facts)
  }
  for (const meta of [findBox(file, 'meta', moov), findBox(file, 'meta')]) {
    if (meta !== undefined) sonyDocument(file, meta, facts)
  }
  const {blocks, tiffs, candidates, cameras} = facts
  const make = cameras.find((camera) => camera.make)?.make
  return {blocks, tiffs, candidates, camera: {make, model: cameras.find(({model}) => model)?.model}}
}

function userData(file: Readable, moov: Box): Box[] {
  const data = findBox(file, 'udta', moov)
  return data === undefined ? [] : [...boxesIn(file, data.start, data.end)]
}

/** Older Canon cameras hide their boxes in one that is to be skipped. */
function canonSkip(file: Readable, moov: Box): Box[] {
  const skip = findBox(file, 'udta/skip', moov) ?? findBox(file, 'skip', moov) ?? findBox(file, 'skip')
  return skip === undefined ? [] : [...boxesIn(file, skip.start, skip.end)]
}

/** The picture that other cameras write beside a film as `.THM`, with all its Exif. */
function canonThumbnail(payload: Uint8Array, {blocks}: Gathered): void {
  const file = inMemory(payload)
  const picture = payloadOf(file, findBox(file, 'CNDA'), BOX_BYTES)
  if (picture !== undefined) addBlocks(blocks, jpegBlocks(inMemory(picture)))
}

const NIKON_TAGS = {make: 0x01, model: 0x02, createDate: 0x11, dateTimeOriginal: 0x12} as const
const ASCII = 2
/** Bytes of a value by its type, as in TIFF. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]

/** Records `tag type count values`, big-endian, in a box `NCTG`. */
function nikonTags(payload: Uint8Array, {candidates, cameras}: Gathered): void {
  const file = inMemory(payload)
  const tags = payloadOf(file, findBox(file, 'NCTG'), BOX_BYTES) ?? new Uint8Array()
  const texts = new Map<number, string>()
  for (let at = 0; at + 8 <= tags.length; ) {
    const [type, count] = [u16(tags, at + 4), u16(tags, at + 6)]
    const bytes = count * (TYPE_BYTES[type] ?? 0)
    if (type === ASCII) texts.set(u32(tags, at), textOf(tags.subarray(at + 8, at + 8 + bytes)))
    if (!(type in TYPE_BYTES)) break
    at += 8 + bytes
  }
  cameras.push({make: texts.get(NIKON_TAGS.make), model: texts.get(NIKON_TAGS.model)})
  for (const [name, tag] of [
    ['DateTimeOriginal', NIKON_TAGS.dateTimeOriginal],
    ['CreateDate', NIKON_TAGS.createDate],
  ] as const) {
    const written = texts.get(tag)
    if (written !== undefined) {
      candidates.push({source: 'quicktime', field: `Nikon ${name}`, ...whenOf(written)})
    }
  }
}

/** An Exif directory without a header, from the 17th byte, whose offsets count from there. */
function fujifilmDirectory(payload: Uint8Array, {tiffs}: Gathered): void {
  const parts = tiffParts(inMemory(payload.subarray(16)), {little: true, big: false, first: 0})
  if (parts !== undefined) tiffs.push(parts)
}

/** Exif blocks in pieces of a JPEG that is none, at places that differ from model to model. */
function panasonicExif(payload: Uint8Array, {blocks, cameras}: Gathered): void {
  const at = latin1(payload).search(/Exif\0\0(?:II\*\0|MM\0\*)/)
  if (at >= 0) blocks.tiff.push(payload.subarray(at + 6))
  const make = /^(?:LEICA|Panasonic)/i.exec(latin1(payload, 0, 22))?.[0]
  cameras.push({make: make ?? 'Panasonic'})
}

/** `NIKON DIGITAL CAMERA`, `EASTMAN KODAK COMPANY`. */
function namedBefore(payload: Uint8Array): Camera {
  const make = /^([A-Z][A-Z ]{2,30}?)(?: DIGITAL CAMERA| COMPANY)/.exec(latin1(payload, 0, 64))?.[1]
  return {make}
}

/** `HD4.02.05.00.00` is a HERO4's; later models say what they are. */
function modelOfFirmware(firmware: string): string | undefined {
  const digit = /^HD(\d)\./.exec(firmware)?.[1]
  return digit === undefined ? undefined : `HERO${digit}`
}

/** The text of `MINF`, an entry `key type size repeat text` of GoPro's format of metadata. */
function goproModel(payload: Uint8Array): string | undefined {
  const at = latin1(payload).indexOf('MINFc')
  if (at < 0) return undefined
  const bytes = u8(payload, at + 5) * u16(payload, at + 6)
  return textOf(payload.subarray(at + 8, at + 8 + bytes)) || undefined
}

/** Sony's NonRealTimeMeta: what the clock showed, with its offset. */
function sonyDocument(file: Readable, meta: Box, {candidates, cameras}: Gathered): void {
  const box = findBox(file, 'xml ', childrenOf(file, meta))
  const payload = payloadOf(file, box, BOX_BYTES)
  const text = payload === undefined ? '' : utf8(payload)
  if (!text.includes('NonRealTimeMeta')) return
  const written = /<CreationDate\s+value="([^"]{1,40})"/.exec(text)?.[1]
  if (written !== undefined) {
    candidates.push({source: 'quicktime', field: 'Sony CreationDate', ...whenOf(written)})
  }
  const device = /<Device\s[^>]{0,400}/.exec(text)?.[0] ?? ''
  cameras.push({
    make: /\bmanufacturer="([^"]{1,60})"/.exec(device)?.[1],
    model: /\bmodelName="([^"]{1,60})"/.exec(device)?.[1],
  })
}

function textOf(bytes: Uint8Array): string {
  return utf8(bytes).replace(/\0.*$/s, '').trim()
}
