/** A short film of JPEG frames in an MP4 (ISO/IEC 14496-12 and -14), which stores its creation time as UTC. */

export interface FilmOptions {
  /** Milliseconds since 1970. */
  created: number
  width: number
  height: number
  frames: readonly Uint8Array[]
  framesPerSecond: number
}

/** Seconds from 1904, where MP4 counts from, to 1970. */
const EPOCH_1904 = 2_082_844_800
/** No rotation, no scaling: 16.16 fixed point, the last column 2.30. */
const IDENTITY = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000]
/** `und` in the five-bit letters of ISO 639-2. */
const UNDETERMINED = 0x55c4
/** Object type "ISO/IEC 10918-1": JPEG. */
const JPEG_OBJECT = 0x6c
/** streamType 4 (visual) in the upper six bits, then "not upstream" and a reserved 1. */
const VISUAL_STREAM = 0x11

export function encodeMp4(film: FilmOptions): Uint8Array {
  const ftyp = box('ftyp', text('isom'), u32(0x200), text('isommp42'))
  const mdat = box('mdat', ...film.frames)
  return Buffer.concat([ftyp, mdat, movie(film, ftyp.length + 8)])
}

function movie(film: FilmOptions, firstFrame: number): Buffer {
  const times = [seconds(film.created), seconds(film.created)]
  const length = film.frames.length
  const mvhd = full(
    'mvhd',
    0,
    u32(...times, film.framesPerSecond, length, 0x10000),
    u16(0x100, 0),
    zeros(8),
    u32(...IDENTITY),
    zeros(24),
    u32(2),
  )
  const tkhd = full(
    'tkhd',
    3,
    u32(...times, 1, 0, length),
    zeros(16),
    u32(...IDENTITY, film.width << 16, film.height << 16),
  )
  const mdhd = full('mdhd', 0, u32(...times, film.framesPerSecond, length), u16(UNDETERMINED, 0))
  const hdlr = full('hdlr', 0, u32(0), text('vide'), zeros(12), text('VideoHandler\0'))
  const vmhd = full('vmhd', 1, zeros(8))
  const dinf = box('dinf', full('dref', 0, u32(1), full('url ', 1)))
  const minf = box('minf', vmhd, dinf, sampleTable(film, firstFrame))
  return box('moov', mvhd, box('trak', tkhd, box('mdia', mdhd, hdlr, minf)))
}

/** One chunk holds all frames; each lasts one tick. */
function sampleTable({frames, width, height}: FilmOptions, firstFrame: number): Buffer {
  const sizes = frames.map((frame) => frame.length)
  const visual = [
    zeros(6),
    u16(1),
    zeros(16),
    u16(width, height),
    u32(72 << 16, 72 << 16, 0),
    u16(1),
    zeros(32),
    u16(24, 0xffff),
  ]
  return box(
    'stbl',
    full('stsd', 0, u32(1), box('mp4v', ...visual, streamDescription())),
    full('stts', 0, u32(1, frames.length, 1)),
    full('stsc', 0, u32(1, 1, frames.length, 1)),
    full('stsz', 0, u32(0, frames.length, ...sizes)),
    full('stco', 0, u32(1, firstFrame)),
  )
}

/** ES_Descriptor › DecoderConfigDescriptor and SLConfigDescriptor (ISO/IEC 14496-1). */
function streamDescription(): Buffer {
  const decoder = descriptor(4, Buffer.from([JPEG_OBJECT, VISUAL_STREAM]), zeros(11))
  return full('esds', 0, descriptor(3, u16(1), zeros(1), decoder, descriptor(6, Buffer.from([2]))))
}

function descriptor(tag: number, ...payload: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(payload)
  return Buffer.concat([Buffer.from([tag, body.length]), body])
}

function box(type: string, ...payload: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(payload)
  return Buffer.concat([u32(body.length + 8), text(type), body])
}

/** A box with a version (0) and flags. */
function full(type: string, flags: number, ...payload: readonly Uint8Array[]): Buffer {
  return box(type, u32(flags), ...payload)
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000) + EPOCH_1904
}

function text(value: string): Buffer {
  return Buffer.from(value, 'latin1')
}

function zeros(length: number): Buffer {
  return Buffer.alloc(length)
}

function u16(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(2 * values.length)
  for (const [index, value] of values.entries()) buffer.writeUInt16BE(value, 2 * index)
  return buffer
}

function u32(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, 4 * index)
  return buffer
}
