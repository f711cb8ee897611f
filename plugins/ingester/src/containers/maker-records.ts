/** Records of a camera's maker that films carry, in AVI as in QuickTime. */
import {pad} from 'mediastruct/basics'
import type {Candidate} from '../examine/examination.ts'
import {field, latin1, u8, u16, u16le} from './bytes.ts'
import {addCamera, type Found, textCandidate} from './found.ts'

type Source = Candidate['source']

/** In bytes from the make; the second date is the same as the first in most films. */
const RECORD = {model: 0x1a, dates: [0x71, 0x8b], width: 24}

/**
 * The record that Olympus and Pentax share: make, model, exposure and two dates as text, at fixed places.
 * @param at where the make stands
 */
export function addCameraRecord(found: Found, source: Source, bytes: Uint8Array, at: number): void {
  const text = (offset: number) => field(bytes, at + offset, RECORD.width)
  const make = text(0)
  addCamera(found, make, text(RECORD.model))
  for (const offset of RECORD.dates) {
    const written = text(offset)
    if (written !== '') found.candidates.push(textCandidate({source, field: `${make} DateTime`}, written))
  }
}

/** Of the maker's name and the byte order, before Pentax's directory. */
const PENTAX_HEADER = 10
const ENTRY_BYTES = 12
const PENTAX_DATE = 6
const PENTAX_TIME = 7

/** Pentax's maker notes: the date's year is big-endian in both byte orders. */
export function addPentaxNotes(found: Found, source: Source, notes: Uint8Array): void {
  const order = /^PENTAX \0(II|MM)/.exec(latin1(notes, 0, PENTAX_HEADER))?.[1]
  if (order === undefined) return
  const values = smallValues(notes, PENTAX_HEADER, order === 'II' ? u16le : u16)
  const [date, time] = [values.get(PENTAX_DATE), values.get(PENTAX_TIME)]
  if (date === undefined || time === undefined) return
  const day = `${pad(u16(date, 0), 4)}:${pad(u8(date, 2), 2)}:${pad(u8(date, 3), 2)}`
  const clock = [0, 1, 2].map((at) => pad(u8(time, at), 2)).join(':')
  found.candidates.push(textCandidate({source, field: 'Pentax Date'}, `${day} ${clock}`))
}

/** The four bytes in which each entry of a TIFF directory holds a small value, by its tag. */
function smallValues(
  bytes: Uint8Array,
  at: number,
  number: (bytes: Uint8Array, at: number) => number,
): Map<number, Uint8Array> {
  const values = new Map<number, Uint8Array>()
  const end = Math.min(at + 2 + number(bytes, at) * ENTRY_BYTES, bytes.length)
  for (let entry = at + 2; entry + ENTRY_BYTES <= end; entry += ENTRY_BYTES) {
    values.set(number(bytes, entry), bytes.subarray(entry + 8, entry + ENTRY_BYTES))
  }
  return values
}
