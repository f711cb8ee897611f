/**
 * Canon's CRW, a heap of records (Canon, CIFF specification 1.0): the directory of each heap stands at its end, and heaps
 * lie in heaps. Canon's earliest JPEGs carry such a heap, too.
 */
import {field, latin1, u16le, u32le} from './bytes.ts'
import {addCamera, clockCandidate, type Found, nothingFound} from './found.ts'
import type {Readable} from './readable.ts'

const MAGIC = /^II.{4}HEAP(?:CCDR|JPGM)/s

/** @throws only what `file.read` throws */
export function ciff(file: Readable): Found {
  const found = nothingFound()
  const header = file.read(0, 14)
  if (MAGIC.test(latin1(header))) addHeap(found, file, u32le(header, 2), file.size, {left: MAX_RECORDS}, 0)
  return found
}

/** In a heap, and in the heaps within. */
const MAX_RECORDS = 2000
const MAX_DEPTH = 8
const RECORD_BYTES = 10

/** Bits of a record's type that say what it is, without where its data lie. */
const KIND = 0x3fff
/** Data lie in the record itself, not in the heap. */
const IN_RECORD = 0x4000
const TIME_STAMP = 0x180e
const MAKE_AND_MODEL = 0x080a

interface Budget {
  left: number
}

function addHeap(
  found: Found,
  file: Readable,
  start: number,
  end: number,
  budget: Budget,
  depth: number,
): void {
  const directory = start + u32le(file.read(end - 4, 4), 0)
  const records = file.read(directory + 2, u16le(file.read(directory, 2), 0) * RECORD_BYTES)
  for (let at = 0; at + RECORD_BYTES <= records.length && budget.left > 0; at += RECORD_BYTES) {
    budget.left -= 1
    const type = u16le(records, at)
    if ((type & IN_RECORD) !== 0) continue
    const first = start + u32le(records, at + 6)
    const last = first + u32le(records, at + 2)
    if (isHeap(type) && depth < MAX_DEPTH && last <= end) addHeap(found, file, first, last, budget, depth + 1)
    else addRecord(found, file, type & KIND, first, last)
  }
}

/** Types 28 and 30 of five bits. */
function isHeap(type: number): boolean {
  const kind = type & 0x3800
  return kind === 0x2800 || kind === 0x3000
}

/** The time stamp counts seconds of the camera's clock, whatever zone is noted behind it; make and model are two texts. */
function addRecord(found: Found, file: Readable, kind: number, start: number, end: number): void {
  if (kind === TIME_STAMP && end - start >= 4) {
    const seconds = u32le(file.read(start, 4), 0)
    if (seconds > 0) found.candidates.push(clockCandidate({source: 'exif', field: 'CIFF TimeStamp'}, seconds))
  } else if (kind === MAKE_AND_MODEL) {
    const texts = file.read(start, Math.min(end - start, 256))
    const make = texts.indexOf(0) + 1
    addCamera(found, field(texts, 0, texts.length), make > 0 ? field(texts, make, texts.length) : '')
  }
}
