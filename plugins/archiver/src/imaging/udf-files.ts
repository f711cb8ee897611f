/** Files and directories of UDF: ICBs, allocation descriptors, file identifiers (ECMA-167, part 4). */
import {fromText} from 'mediastruct'
import {BLOCK_BYTES, type Blocks, type Extent} from './blocks.ts'
import {isTagged} from './udf.ts'
import type {ImageEntry} from './walk.ts'

const TAG = {fileIdentifier: 257, allocationExtent: 258, fileEntry: 261, extendedFileEntry: 266} as const
/** Of an ICB's file type (14.6.6). */
const KIND: Readonly<Record<number, ImageEntry['kind']>> = {4: 'directory', 5: 'file', 249: 'file'}
/** Of a file identifier's characteristics (14.4.3). */
const [DELETED, PARENT] = [0x04, 0x08]
/** An extent's length takes 30 bits, its kind the two above (14.14.1.1). */
const LENGTH_BITS = 0x3fff_ffff
const EXTENT = {recorded: 0, allocated: 1, absent: 2, continued: 3} as const
/** Of an ICB's flags (14.6.8): the content lies in the ICB itself. */
const EMBEDDED = 3
/** Blocks of allocation descriptors that may follow each other; each tells of at least 126 extents of 1 GiB. */
const MOST_CONTINUATIONS = 4096

/** Where a file entry's fields lie (14.9, 14.17): the extended one has some more in between. */
const FIELDS = {
  [TAG.fileEntry]: {mtime: 84, attributes: 168, fixed: 176},
  [TAG.extendedFileEntry]: {mtime: 92, attributes: 208, fixed: 216},
} as const

export class UdfFiles {
  readonly #blocks: Blocks
  /** First block of each partition, in the order of the map. */
  readonly #starts: readonly (number | undefined)[]

  constructor(blocks: Blocks, starts: readonly (number | undefined)[]) {
    this.#blocks = blocks
    this.#starts = starts
  }

  /** Every name in a directory but the one of the directory above. */
  async *entriesOf(directory: Buffer): AsyncGenerator<ImageEntry | string, void, void> {
    for (let at = 0; at + 38 <= directory.length; ) {
      const identifier = directory.subarray(at)
      if (!isTagged(identifier, TAG.fileIdentifier)) {
        yield 'the directory is broken from here on'
        return
      }
      const characteristics = identifier[18] ?? 0
      const nameBytes = identifier[19] ?? 0
      const nameAt = 38 + identifier.readUInt16LE(36)
      if (nameAt + nameBytes > identifier.length) {
        yield 'the directory is broken from here on'
        return
      }
      at += Math.ceil((nameAt + nameBytes) / 4) * 4
      if ((characteristics & (DELETED | PARENT)) !== 0) continue
      const name = compressedUnicode(identifier.subarray(nameAt, nameAt + nameBytes))
      yield await this.#entryOrProblem(identifier.subarray(20, 36), name)
    }
  }

  async #entryOrProblem(address: Buffer, name: string): Promise<ImageEntry | string> {
    try {
      return (await this.entryAt(address, name)) ?? `what "${name}" is can't be read`
    } catch {
      return `what "${name}" is can't be read`
    }
  }

  /** @param address a `long_ad` (14.14.2) of a file's ICB */
  async entryAt(address: Buffer, name: string): Promise<ImageEntry | undefined> {
    const partition = address.readUInt16LE(8)
    const block = this.#place(address.readUInt32LE(4), partition)
    if (block === undefined) return undefined
    const icb = await this.#blocks.read(block, BLOCK_BYTES)
    const tag = [TAG.fileEntry, TAG.extendedFileEntry].find((identifier) => isTagged(icb, identifier))
    if (tag === undefined) return undefined
    const fields = FIELDS[tag]
    const size = Number(icb.readBigUInt64LE(56))
    const start = fields.fixed + icb.readUInt32LE(fields.attributes)
    const end = start + icb.readUInt32LE(fields.attributes + 4)
    if (!Number.isSafeInteger(size) || end > icb.length) return undefined
    const form = icb.readUInt16LE(34) & 7
    const described =
      form === EMBEDDED
        ? [{block, bytes: end - start, offset: start}]
        : await this.#extents(icb.subarray(start, end), form, partition)
    const extents = described && cut(described, size)
    if (!extents) return undefined
    const kind = KIND[icb[27] ?? 0] ?? 'other'
    return {name: fromText(name), kind, size, extents, mtimeNs: timestamp(icb, fields.mtime)}
  }

  async #extents(first: Buffer, form: number, partition: number): Promise<Extent[] | undefined> {
    if (form > 1) return undefined
    const step = form === 0 ? 8 : 16
    const extents: Extent[] = []
    let descriptors = first
    for (let continued = 0; continued < MOST_CONTINUATIONS; continued++) {
      let next: Buffer | undefined
      for (let at = 0; at + step <= descriptors.length; at += step) {
        const length = descriptors.readUInt32LE(at)
        const bytes = length & LENGTH_BITS
        if (bytes === 0) break
        const where = form === 0 ? partition : descriptors.readUInt16LE(at + 8)
        const block = this.#place(descriptors.readUInt32LE(at + 4), where)
        if (block === undefined) return undefined
        const kind = length >>> 30
        if (kind === EXTENT.continued) {
          next = await this.#continuation(block)
          if (!next) return undefined
          break
        }
        extents.push({block: kind === EXTENT.recorded ? block : undefined, bytes})
      }
      if (!next) return extents
      descriptors = next
    }
    return undefined
  }

  /** Allocation descriptors that found no room in the ICB (14.5). */
  async #continuation(block: number): Promise<Buffer | undefined> {
    const bytes = await this.#blocks.read(block, BLOCK_BYTES)
    if (!isTagged(bytes, TAG.allocationExtent)) return undefined
    return bytes.subarray(24, 24 + Math.min(bytes.length - 24, bytes.readUInt32LE(20)))
  }

  #place(block: number, partition: number): number | undefined {
    const start = this.#starts[partition]
    return start === undefined ? undefined : start + block
  }
}

/** Extents as far as the content goes; undefined where they hold less than it. */
function cut(extents: readonly Extent[], size: number): Extent[] | undefined {
  const kept: Extent[] = []
  let missing = size
  for (const extent of extents) {
    if (missing === 0) break
    const bytes = Math.min(missing, extent.bytes)
    kept.push({...extent, bytes})
    missing -= bytes
  }
  return missing === 0 ? kept : undefined
}

/** OSTA compressed unicode: the first byte tells how many bits a character takes (UDF 2.1.1). */
export function compressedUnicode(bytes: Buffer): string {
  const characters = bytes.subarray(1)
  if (bytes[0] !== 16) return characters.toString('latin1')
  return Buffer.from(characters.subarray(0, characters.length & ~1))
    .swap16()
    .toString('utf16le')
}

/** Twelve bytes with a zone in minutes, where it is known (1/7.3). */
function timestamp(icb: Buffer, at: number): bigint | undefined {
  const zoneBits = icb.readUInt16LE(at) & 0xfff
  const zone = zoneBits >= 0x800 ? zoneBits - 0x1000 : zoneBits
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = icb.subarray(at + 4, at + 9)
  const [centi = 0, hundreds = 0, micro = 0] = icb.subarray(at + 9, at + 12)
  if (month < 1 || month > 12 || day < 1) return undefined
  const utc = Date.UTC(icb.readInt16LE(at + 2), month - 1, day, hour, minute, second)
  const minutesEast = zone === -2047 ? 0 : zone
  if (Number.isNaN(utc)) return undefined
  return (
    BigInt(utc - minutesEast * 60_000) * 1_000_000n + BigInt(centi * 10_000 + hundreds * 100 + micro) * 1000n
  )
}
