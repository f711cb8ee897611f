/**
 * What makers of cameras put into the user data of their films, in forms of their own: the camera, and what its clock
 * showed, where the film's header has only an instant. (The forms are those that ExifTool's tables of QuickTime tags name.)
 */
import {addBlocks} from './blocks.ts'
import {latin1, u8, u16, utf8} from './bytes.ts'
import {addCamera, addDirectory, type Found, textCandidate} from './found.ts'
import {inMemory} from './in-memory.ts'
import {type Box, boxesIn, findBox, payloadOf} from './isobmff.ts'
import {jpegBlocks} from './jpeg.ts'
import {addCameraRecord, addPentaxNotes} from './maker-records.ts'
import type {Movie} from './movie.ts'
import {addNikonBox} from './nikon-tags.ts'
import type {Readable} from './readable.ts'
import {addSonyDocument, addSonyMetadata} from './sony-film.ts'

/** Largest box that is looked into, in bytes: some hold a small picture. */
const BOX_BYTES = 2 ** 20

type Reader = (found: Found, payload: Uint8Array) => void

/** By the type of a box in `udta`. */
const READERS: Readonly<Record<string, Reader>> = {
  CNTH: addCanonThumbnail,
  CNMN: (found, payload) => addCamera(found, 'Canon', textOf(payload)),
  CNCV: (found) => addCamera(found, 'Canon'),
  NCDT: (found, payload) => addNikonBox(found, boxIn(payload, 'NCTG')),
  MVTG: (found, payload) => addDirectory(found, payload.subarray(16), {little: true, big: false, first: 0}),
  QVMI: (found, payload) => addDirectory(found, payload, {little: false, big: false, first: 10}),
  RMKN: addTiff,
  SIGM: addTiff,
  RICO: addExifPiece,
  PANA: (found, payload) => {
    addExifPiece(found, payload)
    addCamera(found, /^LEICA/i.test(latin1(payload, 0, 22)) ? 'LEICA' : 'Panasonic')
  },
  LEIC: (found, payload) => {
    addExifPiece(found, payload)
    addCamera(found, 'LEICA')
  },
  PENT: (found, payload) => addCameraRecord(found, 'quicktime', payload, 0),
  PXMN: (found, payload) => addPentaxNotes(found, 'quicktime', payload),
  thmb: (found, payload) => addPentaxNotes(found, 'quicktime', payload),
  TAGS: addTags,
  FIRM: (found, payload) => addCamera(found, 'GoPro', modelOfFirmware(textOf(payload))),
  GPMF: (found, payload) => addCamera(found, 'GoPro', goproModel(payload)),
  GoPr: (found) => addCamera(found, 'GoPro'),
}

/** Adds what stands in the user data, and where makers hide it. @throws only what `file.read` throws */
export function addMakers(found: Found, film: Readable, movie: Movie): void {
  const {file, moov, top} = movie
  addBoxes(found, file, findBox(file, 'udta', moov))
  addBoxes(found, file, findBox(file, 'udta/skip', moov) ?? findBox(file, 'skip', moov))
  const meta = findBox(file, 'meta', moov)
  if (meta !== undefined) addSonyDocument(found, file, meta)
  addSonyMetadata(found, movie)
  for (const box of top) {
    if (box.type === 'meta') addSonyDocument(found, film, box)
    else if (box.type === 'skip') addBoxes(found, film, box)
    else if (box.type === 'IDIT') addDashcam(found, payloadOf(film, box, BOX_BYTES))
    else if (box.uuid === PROFILES) addOlympusProfile(found, film, box)
  }
}

/** Of user data; older Canon cameras hide theirs in a box that is to be skipped. */
function addBoxes(found: Found, file: Readable, within: Box | undefined): void {
  if (within === undefined) return
  for (const box of boxesIn(file, within.start, within.end)) {
    const reader = READERS[box.type]
    const payload = reader && payloadOf(file, box, BOX_BYTES)
    if (payload !== undefined) reader?.(found, payload)
  }
}

/** Dashboard cameras that use AVI's name for the date. */
function addDashcam(found: Found, payload: Uint8Array = new Uint8Array()): void {
  found.candidates.push(textCandidate({source: 'quicktime', field: 'QuickTime IDIT'}, textOf(payload)))
}

/** The picture that other cameras write beside a film as `.THM`, with all its Exif. */
function addCanonThumbnail(found: Found, payload: Uint8Array): void {
  addBlocks(found.blocks, jpegBlocks(inMemory(boxIn(payload, 'CNDA'))))
}

function addTiff({blocks}: Found, payload: Uint8Array): void {
  if (/^(?:II\*\0|MM\0\*)/.test(latin1(payload, 0, 4))) blocks.tiff.push(payload)
}

/** An Exif block in a piece of a JPEG that is none, at places that differ from model to model. */
function addExifPiece({blocks}: Found, payload: Uint8Array): void {
  const at = latin1(payload).search(/Exif\0\0(?:II\*\0|MM\0\*)/)
  if (at >= 0) blocks.tiff.push(payload.subarray(at + 6))
}

/** `NIKON DIGITAL CAMERA`, `EASTMAN KODAK COMPANY`; or boxes of Olympus behind twelve bytes. */
function addTags(found: Found, payload: Uint8Array): void {
  addCamera(found, /^([A-Z][A-Z ]{2,30}?)(?: DIGITAL CAMERA| COMPANY)/.exec(latin1(payload, 0, 64))?.[1])
  addCameraRecord(found, 'quicktime', boxIn(payload.subarray(12), 'OLYM/prms'), 0x12)
}

/** `PROF` and what Sony puts behind its names: profiles of the film, among which Olympus hides its record. */
const PROFILES = '50524f4621d24fcebb88695cfac9c740'

function addOlympusProfile(found: Found, film: Readable, {start, end}: Box): void {
  const profiles = payloadOf(film, {start: start + 8, end}, BOX_BYTES) ?? new Uint8Array()
  addCameraRecord(found, 'quicktime', boxIn(profiles, 'OLYM'), 0x0e)
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

/** The payload of a box in a payload; empty where there is none. */
function boxIn(payload: Uint8Array, path: string): Uint8Array {
  const file = inMemory(payload)
  return payloadOf(file, findBox(file, path), BOX_BYTES) ?? new Uint8Array()
}

function textOf(bytes: Uint8Array): string {
  return utf8(bytes).replace(/\0.*$/s, '').trim()
}
