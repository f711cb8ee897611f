/** Windows Media files, WMV and WMA (Advanced Systems Format specification 1.20): objects that begin with a GUID and their size. */
import type {Candidate} from '../examine/examination.ts'
import {BLOCK_BYTES} from './blocks.ts'
import {u16le, u64le} from './bytes.ts'
import {type Found, instantCandidate, nothingFound, textCandidate} from './found.ts'
import type {Readable} from './readable.ts'
import {xmlText} from './text.ts'

/** As they lie on disk: the first three groups of a GUID are little-endian. */
const GUID = {
  header: '3026b2758e66cf11a6d900aa0062ce6c',
  fileProperties: 'a1dcab8c47a9cf118ee400c00c205365',
  extendedContent: '40a4d0d207e3d21197f000a0c95ea850',
  xmp: 'cbcf7abea997e8429c71999491e3afac',
} as const

/** An object without its header. */
interface AsfObject {
  readonly guid: string
  readonly start: number
  readonly end: number
}

/** A GUID and a size of 64 bits. */
const OBJECT_HEADER = 24
/** The header object counts its children, and has two reserved bytes, before the first (§3.1). */
const HEADER_FIELDS = 6
const MAX_OBJECTS = 500

function* objectsIn(file: Readable, start: number, end: number): Generator<AsfObject> {
  let position = start
  for (let count = 0; count < MAX_OBJECTS && position + OBJECT_HEADER <= end; count++) {
    const header = file.read(position, OBJECT_HEADER)
    const size = u64le(header, 16)
    if (header.length < OBJECT_HEADER || size < OBJECT_HEADER) return
    const guid = Buffer.from(header.subarray(0, 16)).toString('hex')
    yield {guid, start: position + OBJECT_HEADER, end: Math.min(position + size, end)}
    position += size
  }
}

/** @throws only what `file.read` throws */
export function asf(file: Readable): Found {
  const found = nothingFound()
  const [header, ...others] = objectsIn(file, 0, file.size)
  if (header?.guid !== GUID.header) return found
  const encoded: Candidate[] = []
  for (const part of objectsIn(file, header.start + HEADER_FIELDS, header.end)) {
    if (part.guid === GUID.fileProperties) found.candidates.push(creationDate(payloadOf(file, part)))
    if (part.guid === GUID.extendedContent) encoded.push(...encodingTimes(payloadOf(file, part)))
  }
  found.candidates.push(...encoded)
  for (const {guid, ...part} of others) {
    if (guid === GUID.xmp) found.blocks.xmp.push(xmlText(payloadOf(file, part)))
  }
  return found
}

function payloadOf(file: Readable, {start, end}: Pick<AsfObject, 'start' | 'end'>): Uint8Array {
  return file.read(start, Math.min(end - start, BLOCK_BYTES))
}

/** When the file was made, behind its id and its size (§3.2). */
function creationDate(properties: Uint8Array): Candidate {
  return filetimeCandidate('ASF Creation Date', properties, 24)
}

/** From 1601-01-01, the zero of Windows' clock, to 1970. */
const SECONDS_1601_TO_1970 = 11_644_473_600n

/** Hundreds of nanoseconds since 1601 UTC. */
function filetimeCandidate(field: string, bytes: Uint8Array, at: number): Candidate {
  const whole = Buffer.alloc(8)
  whole.set(bytes.subarray(at, at + 8))
  const seconds = whole.readBigUInt64LE() / 10_000_000n - SECONDS_1601_TO_1970
  return instantCandidate({source: 'asf', field}, Number(seconds))
}

const TEXT = 0
const QWORD = 4

/** `WM/EncodingTime` among the descriptors: name, type and value, each text in UTF-16 (§3.11). */
function encodingTimes(content: Uint8Array): Candidate[] {
  const candidates: Candidate[] = []
  let at = 2
  for (let count = u16le(content, 0); count > 0 && at < content.length; count--) {
    const type = at + 2 + u16le(content, at)
    const value = type + 4
    const end = value + u16le(content, type + 2)
    if (utf16(content, at + 2, type) === 'WM/EncodingTime') {
      const kind = u16le(content, type)
      const name = 'WM/EncodingTime'
      if (kind === QWORD) candidates.push(filetimeCandidate(name, content, value))
      else if (kind === TEXT)
        candidates.push(textCandidate({source: 'asf', field: name}, utf16(content, value, end)))
    }
    at = end
  }
  return candidates
}

/** Up to its first NUL. */
function utf16(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString('utf16le').split('\0', 1)[0] ?? ''
}
