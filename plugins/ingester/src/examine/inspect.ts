/** Everything that a file says of itself, from its headers alone. */
import {errnoOf} from 'mediastruct/basics'
import {addBlocks, type Blocks, noBlocks} from '../containers/blocks.ts'
import {type Format, formatOf} from '../containers/formats.ts'
import {type Found, nothingFound} from '../containers/found.ts'
import {inMemory} from '../containers/in-memory.ts'
import type {Readable} from '../containers/readable.ts'
import {type TiffParts, tiffParts} from '../containers/tiff.ts'
import type {Camera, Candidate, Examination} from './examination.ts'
import {type ExifFacts, exifFacts} from './exif.ts'
import {iptcDates, xmpDates} from './xmp.ts'

/** Longest text that is handed on, in characters, and most candidates: what a broken file holds is no one's to read. */
const LONGEST = 100
const MOST_CANDIDATES = 100

/** @throws only the system's errors: what a reader stumbles over is a broken file, which says nothing there */
export async function inspect(file: Readable): Promise<Examination> {
  const format = formatOf(file)
  if (format === undefined) return {candidates: []}
  const found = tried(() => format.found?.(file)) ?? nothingFound()
  const blocks = tried(() => format.blocks?.(file)) ?? noBlocks()
  addBlocks(blocks, found.blocks)
  const whole = format.isTiff ? tried(() => tiffParts(file)) : undefined
  const tiffs = [
    whole,
    ...found.tiffs,
    ...blocks.tiff.map((block) => tried(() => tiffParts(inMemory(block)))),
  ].filter((parts) => parts !== undefined)
  const facts = await Promise.all(tiffs.map(exifFacts))
  const candidates = [
    ...facts.flatMap((fact) => fact.candidates),
    ...found.candidates,
    ...textDates(blocks, tiffs),
  ]
  return {
    type: whole?.isDng ? 'dng' : typeOf(format, file),
    candidates: candidates.slice(0, MOST_CANDIDATES).map(shortened),
    ...about([...facts, found]),
  }
}

function tried<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (/^E[A-Z0-9]+$/.test(errnoOf(error) ?? '')) throw error
    return undefined
  }
}

function typeOf({type}: Format, file: Readable): string | undefined {
  return typeof type === 'function' ? type(file) : type
}

function textDates({xmp, iptc}: Blocks, tiffs: readonly TiffParts[]): Candidate[] {
  const packets = [...xmp, ...tiffs.flatMap((parts) => parts.xmp)]
  const records = [...iptc, ...tiffs.flatMap((parts) => parts.iptc)]
  return [...xmpDates(packets), ...iptcDates(records)]
}

/** Of several parts that say it, the first. */
function about(
  parts: readonly (ExifFacts | Found)[],
): Pick<Examination, 'camera' | 'position' | 'contentId'> {
  const make = parts.find(({camera}) => camera?.make)?.camera?.make
  const model = parts.find(({camera}) => camera?.model)?.camera?.model
  const camera: Camera = {make: make?.slice(0, LONGEST), model: model?.slice(0, LONGEST)}
  return {
    ...((make ?? model) !== undefined && {camera}),
    position: parts.find(({position}) => position)?.position,
    contentId: parts.find(({contentId}) => contentId)?.contentId?.slice(0, LONGEST),
  }
}

function shortened(candidate: Candidate): Candidate {
  return {...candidate, written: candidate.written.slice(0, LONGEST)}
}
