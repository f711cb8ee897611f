/** Files made for the tests: bytes that look like a file of the drop, in memory or in a directory of their own. */
import {basename, join} from 'node:path'
import {type CaptureDate, type DatableFile, fromText} from 'mediastruct'
import {scratch} from 'mediastruct/testing'
import type {Readable} from '../src/containers/readable.ts'
import {DATE_SOURCES} from '../src/sources/index.ts'
import {answerOf} from '../src/sources/source.ts'

export interface MadeFile {
  name?: string
  bytes?: Uint8Array
  timezone?: string
  mtimeNs?: bigint
  localClocks?: readonly string[]
  refuse?: DatableFile['refuse']
}

/** A file that the sources can ask for, on the disk. */
export function fileOf({
  name = 'a.bin',
  bytes = new Uint8Array(),
  timezone = 'UTC',
  mtimeNs = 0n,
  localClocks = [],
  refuse = () => undefined,
}: MadeFile): DatableFile {
  const tree = scratch({[name]: bytes})
  const path = join(tree, name)
  return {
    path,
    raw: fromText(path),
    name: basename(name),
    tree,
    size: bytes.length,
    mtimeNs,
    timezone,
    localClocks,
    refuse,
    read: async (position, length) => bytes.subarray(position, position + length),
  }
}

/** As a container reader gets it. */
export function readableOf(bytes: Uint8Array): Readable {
  return {size: bytes.length, read: (position, length) => bytes.subarray(position, position + length)}
}

/** What one source says of a file. */
export async function ask(source: string, file: DatableFile): Promise<CaptureDate | undefined> {
  const found = Object.entries(DATE_SOURCES).find(([name]) => name === source)?.[1]
  if (found === undefined) throw new Error(`no source ${source}`)
  return answerOf(await found.weigh(file), file)
}

/** A box of the ISO base media file format. */
export function box(type: string, ...payload: Uint8Array[]): Buffer {
  const body = Buffer.concat(payload)
  const header = Buffer.alloc(8)
  header.writeUInt32BE(body.length + 8)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, body])
}

/** The same with its size in 64 bits. */
export function wideBox(type: string, ...payload: Uint8Array[]): Buffer {
  const body = Buffer.concat(payload)
  const header = Buffer.alloc(16)
  header.writeUInt32BE(1)
  header.write(type, 4, 'latin1')
  header.writeBigUInt64BE(BigInt(body.length + 16), 8)
  return Buffer.concat([header, body])
}

/** Seconds from 1904 to 1970. */
const EPOCH_1904 = 2_082_844_800

export function mvhdBox(unixSeconds: number, version: 0 | 1 = 0): Buffer {
  const payload = Buffer.alloc(version === 1 ? 112 : 100)
  payload.writeUInt8(version)
  if (version === 1) payload.writeBigUInt64BE(BigInt(unixSeconds + EPOCH_1904), 4)
  else payload.writeUInt32BE(unixSeconds + EPOCH_1904, 4)
  return box('mvhd', payload)
}

/**
 * A little-endian TIFF structure: a main directory and an Exif directory of text tags.
 * @param gap bytes between the header and the directories, as where a raw file keeps its picture first
 */
export function tiff(main: Record<number, string>, exif: Record<number, string> = {}, gap = 0): Buffer {
  const [header, directories] = tiffPieces(main, exif, gap)
  return Buffer.concat([header, Buffer.alloc(gap), directories])
}

/** The same as its header, and as what lies behind the gap: a gap of gigabytes is no bytes in a sparse file. */
export function tiffPieces(
  main: Record<number, string>,
  exif: Record<number, string>,
  gap: number,
): [header: Buffer, directories: Buffer] {
  const mainBytes = 2 + (Object.keys(main).length + 1) * 12 + 4
  const exifAt = 8 + gap + mainBytes
  const exifBytes = 2 + Object.keys(exif).length * 12 + 4
  const texts: Buffer[] = []
  let textAt = exifAt + exifBytes
  const directory = (tags: Record<number, string>, pointer?: number) => {
    const entries = Object.entries(tags).map(([tag, text]) => {
      const value = Buffer.from(`${text}\0`, 'latin1')
      const entry = entryOf(Number(tag), 2, value.length)
      if (value.length <= 4) value.copy(entry, 8)
      else {
        entry.writeUInt32LE(textAt, 8)
        texts.push(value)
        textAt += value.length
      }
      return entry
    })
    if (pointer !== undefined) {
      const entry = entryOf(0x8769, 4, 1)
      entry.writeUInt32LE(pointer, 8)
      entries.push(entry)
    }
    const count = Buffer.alloc(2)
    count.writeUInt16LE(entries.length)
    return Buffer.concat([count, ...entries, Buffer.alloc(4)])
  }
  const directories = [directory(main, exifAt), directory(exif)]
  const header = Buffer.from('49492a0000000000', 'hex')
  header.writeUInt32LE(8 + gap, 4)
  return [header, Buffer.concat([...directories, ...texts])]
}

function entryOf(tag: number, type: number, count: number): Buffer {
  const entry = Buffer.alloc(12)
  entry.writeUInt16LE(tag, 0)
  entry.writeUInt16LE(type, 2)
  entry.writeUInt32LE(count, 4)
  return entry
}

/** A JPEG that ends before its picture: segments only. */
export function jpeg(...segments: {marker: number; payload: Uint8Array}[]): Buffer {
  const parts = segments.map(({marker, payload}) => {
    const header = Buffer.alloc(4)
    header.writeUInt16BE(0xff00 + marker)
    header.writeUInt16BE(payload.length + 2, 2)
    return Buffer.concat([header, payload])
  })
  return Buffer.concat([Buffer.from('ffd8', 'hex'), ...parts, Buffer.from('ffda0002ffd9', 'hex')])
}

export function exifSegment(block: Uint8Array): {marker: number; payload: Uint8Array} {
  return {marker: 0xe1, payload: Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), block])}
}

export function xmpSegment(packet: string): {marker: number; payload: Uint8Array} {
  return {marker: 0xe1, payload: Buffer.from(`http://ns.adobe.com/xap/1.0/\0${packet}`)}
}
