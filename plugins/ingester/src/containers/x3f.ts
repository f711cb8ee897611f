/** Sigma's X3F: a directory at the end lists properties, and previews, of which one is the camera's JPEG with its Exif. */
import {addBlocks} from './blocks.ts'
import {latin1, u32le} from './bytes.ts'
import {addCamera, clockCandidate, type Found, nothingFound} from './found.ts'
import {jpegBlocks} from './jpeg.ts'
import type {Readable} from './readable.ts'

interface Section {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** @throws only what `file.read` throws */
export function x3f(file: Readable): Found {
  const found = nothingFound()
  if (latin1(file.read(0, 4)) !== 'FOVb') return found
  for (const section of sectionsOf(file)) {
    if (section.type === 'PROP') addProperties(found, file, section)
    else if (section.type === 'IMAG' || section.type === 'IMA2') addPreview(found, file, section)
  }
  return found
}

const MAX_SECTIONS = 100
const ENTRY_BYTES = 12

/** The last four bytes say where the directory lies. */
function sectionsOf(file: Readable): Section[] {
  const directory = u32le(file.read(file.size - 4, 4), 0)
  const header = file.read(directory, 12)
  if (latin1(header, 0, 4) !== 'SECd') return []
  const entries = file.read(directory + 12, Math.min(u32le(header, 8), MAX_SECTIONS) * ENTRY_BYTES)
  const sections: Section[] = []
  for (let at = 0; at + ENTRY_BYTES <= entries.length; at += ENTRY_BYTES) {
    const start = u32le(entries, at)
    sections.push({type: latin1(entries, at + 8, at + 12), start, end: start + u32le(entries, at + 4)})
  }
  return sections
}

const PROPERTIES_BYTES = 2 ** 20
const PROPERTIES_HEADER = 24
/** Of a property: where its name and its value begin, in characters. */
const PROPERTY_BYTES = 8

/** Names and values in UTF-16 that a table points into; `TIME` counts seconds of the camera's clock. */
function addProperties(found: Found, file: Readable, {start, end}: Section): void {
  const bytes = file.read(start, Math.min(end - start, PROPERTIES_BYTES))
  if (latin1(bytes, 0, 4) !== 'SECp') return
  const texts = PROPERTIES_HEADER + u32le(bytes, 8) * PROPERTY_BYTES
  const properties = new Map<string, string>()
  for (
    let at = PROPERTIES_HEADER;
    at + PROPERTY_BYTES <= Math.min(texts, bytes.length);
    at += PROPERTY_BYTES
  ) {
    const text = (pointer: number) => utf16(bytes, texts + u32le(bytes, pointer) * 2)
    properties.set(text(at), text(at + 4))
  }
  addCamera(found, properties.get('CAMMANUF') ?? '', properties.get('CAMMODEL') ?? '')
  const time = properties.get('TIME') ?? ''
  if (/^\d{1,10}$/.test(time))
    found.candidates.push(clockCandidate({source: 'exif', field: 'X3F TIME'}, Number(time)))
}

const TEXT_BYTES = 512

/** Up to its first NUL. */
function utf16(bytes: Uint8Array, at: number): string {
  const text = Buffer.from(bytes.subarray(at, at + TEXT_BYTES)).toString('utf16le')
  return text.split('\0', 1)[0] ?? ''
}

const IMAGE_HEADER = 28

/** The camera's JPEG begins with its Exif. */
function addPreview(found: Found, file: Readable, {start}: Section): void {
  const first = start + IMAGE_HEADER
  const isJpeg = latin1(file.read(start, 4)) === 'SECi' && latin1(file.read(first, 4)) === '\xff\xd8\xff\xe1'
  if (isJpeg) addBlocks(found.blocks, jpegBlocks(file, first))
}
