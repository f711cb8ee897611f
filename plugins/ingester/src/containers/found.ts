/** What a reader finds in a container: dates that it understands by itself, and blocks for the parsers of EXIF, XMP and IPTC. */
import {type ParsedDate, toIso, utcClock} from 'mediastruct/basics'
import type {Camera, Candidate, Position} from '../examine/examination.ts'
import {whenOf} from '../examine/written.ts'
import {type Blocks, noBlocks} from './blocks.ts'
import {inMemory} from './in-memory.ts'
import {type Layout, type TiffParts, tiffParts} from './tiff.ts'

export interface Found {
  /** In the order in which each source believes them. */
  readonly candidates: Candidate[]
  readonly blocks: Blocks
  /** TIFF structures that could not be handed on as blocks. */
  readonly tiffs: TiffParts[]
  camera?: Camera | undefined
  position?: Position | undefined
  /** As `Examination` has it. */
  contentId?: string | undefined
}

export function nothingFound(): Found {
  return {candidates: [], blocks: noBlocks(), tiffs: []}
}

type Field = Pick<Candidate, 'source' | 'field'>

/** @param parsed what the text means, where it is written otherwise than ISO 8601 or EXIF would */
export function textCandidate(field: Field, written: string, parsed?: ParsedDate): Candidate {
  if (parsed === undefined) return {...field, ...whenOf(written)}
  return {
    ...field,
    written,
    local: toIso(parsed.local),
    ...(parsed.offset !== undefined && {offset: parsed.offset}),
  }
}

/** @param seconds since 1970 of a camera's clock, which knows no zone */
export function clockCandidate(field: Field, seconds: number): Candidate {
  const local = toIso(utcClock(seconds))
  return {...field, written: local, local}
}

/** @param utcSeconds since 1970 UTC; fractions are cut off */
export function instantCandidate(field: Field, utcSeconds: number): Candidate {
  const whole = Math.floor(utcSeconds)
  return {...field, written: `${toIso(utcClock(whole))}Z`, utcSeconds: whole}
}

/** Adds what is told of the camera, unless it is known already. */
export function addCamera(found: Found, make = '', model = ''): void {
  found.camera = {...(make !== '' && {make}), ...(model !== '' && {model}), ...found.camera}
}

/** Adds an Exif directory that a maker stored without the header that says where it begins. */
export function addDirectory(found: Found, bytes: Uint8Array, layout: Layout): void {
  const parts = tiffParts(inMemory(bytes), layout)
  if (parts !== undefined) found.tiffs.push(parts)
}
