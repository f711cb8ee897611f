/** JPEG: what stands in its segments (Exif 3.0 §4.7; XMP part 3 §1.1.3; IPTC in Photoshop's resources), and what older cameras put there. */
import {addBlocks, type Blocks} from './blocks.ts'
import {latin1} from './bytes.ts'
import {ciff} from './ciff.ts'
import {addCamera, clockCandidate, type Found, nothingFound, textCandidate} from './found.ts'
import {inMemory} from './in-memory.ts'
import {segmentsIn} from './jpeg-segments.ts'
import {resourceBlocks} from './photoshop.ts'
import type {Readable} from './readable.ts'
import {xmlText} from './text.ts'

const APP0 = 0xe0
const APP1 = 0xe1
const APP12 = 0xec
const APP13 = 0xed

type Reader = (found: Found, payload: Uint8Array) => void

/** By a segment's marker. */
const READERS: ReadonlyMap<number, Reader> = new Map([
  [APP0, addCiff],
  [APP1, addApp1],
  [APP12, addPictureInfo],
  [APP13, addResources],
])

/**
 * @param start where the JPEG begins, in bytes
 * @throws only what `file.read` throws
 */
export function jpeg(file: Readable, start = 0): Found {
  const found = nothingFound()
  for (const {marker, position, length} of segmentsIn(file, start)) {
    READERS.get(marker)?.(found, file.read(position, length))
  }
  return found
}

/** Of a JPEG in another file. @throws only what `file.read` throws */
export function jpegBlocks(file: Readable, start = 0): Blocks {
  return jpeg(file, start).blocks
}

/** Some writers put a few bytes before the name, write it in capitals, or end it otherwise than by two NULs. */
const EXIF = /^.{0,4}Exif\0./is
/** Some writers spoil the scheme (`XMP\0://…`). */
const XMP = /^.{4}:\/\/ns\.adobe\.com\/xap\/1\.0\/\0/s
/** A packet whose writer forgot to say what it is. */
const BARE_XMP = /^\0?<(?:\?xpacket|x:x[am]pmeta|rdf:RDF)/

function addApp1({blocks}: Found, payload: Uint8Array): void {
  const name = latin1(payload, 0, 40)
  const after = (pattern: RegExp) => payload.subarray(pattern.exec(name)?.[0].length ?? 0)
  if (EXIF.test(name)) blocks.tiff.push(after(EXIF))
  else if (XMP.test(name)) blocks.xmp.push(xmlText(after(XMP)))
  else if (BARE_XMP.test(name)) blocks.xmp.push(xmlText(after(/^\0?/)))
}

const PHOTOSHOP = /^(?:Photoshop 3\.0\0|Adobe_Photoshop2\.5:)/

function addResources({blocks}: Found, payload: Uint8Array): void {
  const name = PHOTOSHOP.exec(latin1(payload, 0, 20))?.[0]
  if (name !== undefined) addBlocks(blocks, resourceBlocks(inMemory(payload.subarray(name.length))))
}

/** Canon's first cameras, before there was Exif. */
function addCiff(found: Found, payload: Uint8Array): void {
  const {candidates, camera} = ciff(inMemory(payload))
  found.candidates.push(...candidates)
  addCamera(found, camera?.make, camera?.model)
}

/** Lines of text by which Agfa, Olympus, Polaroid and Sanyo described a picture: seconds of the camera's clock, or a date. */
function addPictureInfo(found: Found, payload: Uint8Array): void {
  const written = /\bTimeDate=([^\r\n\0]{1,40})/.exec(latin1(payload))?.[1]?.trim() ?? ''
  const field = {source: 'exif', field: 'APP12 TimeDate'} as const
  if (/^\d{1,10}$/.test(written)) found.candidates.push(clockCandidate(field, Number(written)))
  else if (written !== '') found.candidates.push(textCandidate(field, written))
}
