/** Elements of EBML (RFC 8794 §4–6), which Matroska and WebM are made of. */
import {u8} from './bytes.ts'
import type {Readable} from './readable.ts'

/** An element without its header. */
export interface Element {
  /** With its length marker, as the tables of elements write it: `0x1A45DFA3`. */
  readonly id: number
  /** Where its header begins. */
  readonly at: number
  /** First byte of the payload. */
  readonly start: number
  /** First byte behind the payload; of an element of unknown size, its parent's. */
  readonly end: number
  /** Live recordings don't know how long an element gets. */
  readonly isSized: boolean
}

/** More elements in one place than are looked at. */
const MAX_ELEMENTS = 5000
/** An id of four bytes and a size of eight. */
const HEADER_BYTES = 12

/** The elements between two positions; ends quietly where one is broken. What is cut off ends where the file does. */
export function* elementsIn(file: Readable, start: number, end: number): Generator<Element> {
  let position = start
  for (let count = 0; count < MAX_ELEMENTS && position + 2 <= end; count++) {
    const element = elementAt(file, position, end)
    if (element === undefined) return
    yield element
    position = element.end
  }
}

/** Undefined where none begins. */
export function elementAt(file: Readable, at: number, end: number): Element | undefined {
  if (at >= end) return undefined
  const header = file.read(at, Math.min(HEADER_BYTES, end - at))
  const idBytes = widthOf(header, 0)
  const sizeBytes = widthOf(header, idBytes)
  const headerBytes = idBytes + sizeBytes
  if (idBytes > 4 || sizeBytes > 8 || header.length < headerBytes) return undefined
  const start = at + headerBytes
  const size = sizeOf(header.subarray(idBytes, headerBytes))
  const last = size === undefined ? end : Math.min(start + size, end)
  return {id: numberIn(header.subarray(0, idBytes)), at, start, end: last, isSized: size !== undefined}
}

/** How many bytes a number has: one more than zeros stand before its first bit; 9 for what is none. */
function widthOf(bytes: Uint8Array, at: number): number {
  return Math.clz32(u8(bytes, at)) - 23
}

/** Undefined where all bits are set: the size is unknown. */
function sizeOf(bytes: Uint8Array): number | undefined {
  const marker = 2 ** (8 - bytes.length)
  const first = u8(bytes, 0) - marker
  if (first === marker - 1 && bytes.subarray(1).every((byte) => byte === 0xff)) return undefined
  return first * 2 ** (8 * (bytes.length - 1)) + numberIn(bytes.subarray(1))
}

/** Big-endian; exact up to 2^53. */
export function numberIn(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0)
}
