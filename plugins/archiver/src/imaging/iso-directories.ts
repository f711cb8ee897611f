/** Directory records of ISO 9660 (ECMA-119, 9.1). */
import {fromText, type RawPath} from 'mediastruct'
import {BLOCK_BYTES, type Blocks, type Extent} from './blocks.ts'
import {posixFields, recordTime, susp} from './rock-ridge.ts'
import type {ImageEntry} from './walk.ts'

/** Where an entry's name is told. */
export type Names = 'rock-ridge' | 'joliet' | 'plain'

/** File flags (9.1.6). */
const [DIRECTORY, ASSOCIATED, MORE_EXTENTS] = [0x02, 0x04, 0x80]
/** A record without its name (9.1). */
const RECORD_BYTES = 33

/** A name with all of its extents: a file above 4 GiB takes several records (6.5.1). */
interface Section {
  readonly record: Buffer
  readonly extents: Extent[]
}

export class IsoDirectories {
  readonly #blocks: Blocks
  readonly #names: Names
  /** Bytes of each record's system use that are not Rock Ridge's. */
  readonly #skip: number

  constructor(blocks: Blocks, names: Names, skip: number) {
    this.#blocks = blocks
    this.#names = names
    this.#skip = skip
  }

  root(record: Buffer): ImageEntry {
    const extent = extentOf(record)
    return {name: '' as RawPath, kind: 'directory', extents: [extent], size: extent.bytes, mtimeNs: undefined}
  }

  async *entriesOf(directory: Buffer): AsyncGenerator<ImageEntry | string, void, void> {
    const sections = new Map<string, Section>()
    for (const record of recordsOf(directory)) {
      if (record === undefined) {
        yield 'the directory is broken from here on'
        return
      }
      if (isSelfOrParent(record) || (flagsOf(record) & ASSOCIATED) !== 0) continue
      const key = record.toString('latin1', RECORD_BYTES, RECORD_BYTES + (record[32] ?? 0))
      const section = sections.get(key) ?? {record, extents: []}
      section.extents.push(extentOf(record))
      if ((flagsOf(record) & MORE_EXTENTS) !== 0) {
        sections.set(key, section)
        continue
      }
      sections.delete(key)
      const entry = await this.#entryOf(section)
      if (entry) yield entry
    }
    for (const _ of sections.values()) yield 'a file of several parts lacks its last one'
  }

  async #entryOf({record, extents}: Section): Promise<ImageEntry | undefined> {
    const kind = (flagsOf(record) & DIRECTORY) === 0 ? 'file' : 'directory'
    const size = extents.reduce((sum, {bytes}) => sum + bytes, 0)
    const entry = {kind, size, extents, mtimeNs: recordTime(record.subarray(18, 25))} as const
    if (this.#names !== 'rock-ridge') return {...entry, name: this.#plainName(record)}
    const posix = posixFields(await susp(this.#blocks, this.#systemUse(record)))
    if (posix.isMoved) return undefined
    const name = posix.name ?? this.#plainName(record)
    if (posix.movedTo !== undefined) return {...(await this.#directoryAt(posix.movedTo)), name}
    return {...entry, name, kind: posix.kind ?? kind, mtimeNs: posix.mtimeNs ?? entry.mtimeNs}
  }

  /** A directory's first record is its own, and says how long it is. */
  async #directoryAt(block: number): Promise<ImageEntry> {
    const self = await this.#blocks.read(block, BLOCK_BYTES)
    return this.root(self.subarray(0, RECORD_BYTES + 1))
  }

  #systemUse(record: Buffer): Buffer {
    const nameBytes = record[32] ?? 0
    const padding = nameBytes % 2 === 0 ? 1 : 0
    return record.subarray(RECORD_BYTES + nameBytes + padding + this.#skip)
  }

  #plainName(record: Buffer): RawPath {
    const bytes = record.subarray(RECORD_BYTES, RECORD_BYTES + (record[32] ?? 0))
    const name =
      this.#names === 'joliet'
        ? Buffer.from(bytes.subarray(0, bytes.length & ~1))
            .swap16()
            .toString('utf16le')
        : bytes.toString('latin1')
    // Names end in a version, and in a dot where they have no extension (7.5.1).
    return fromText(name.replace(/;\d*$/, '').replace(/\.$/, ''))
  }
}

/** Records never cross the end of a block: zeros fill the rest (6.8.1.1). `undefined`: what is no record. */
function* recordsOf(directory: Buffer): Generator<Buffer | undefined> {
  for (let at = 0; at < directory.length; ) {
    const length = directory[at] ?? 0
    if (length === 0) {
      at = (Math.floor(at / BLOCK_BYTES) + 1) * BLOCK_BYTES
      continue
    }
    const record = directory.subarray(at, at + length)
    const isWhole = record.length === length && length > RECORD_BYTES
    if (!isWhole || RECORD_BYTES + (record[32] ?? 0) > length) {
      yield undefined
      return
    }
    yield record
    at += length
  }
}

function flagsOf(record: Buffer): number {
  return record[25] ?? 0
}

function extentOf(record: Buffer): Extent {
  // An extended attribute record may come before the content (9.1.2).
  return {block: record.readUInt32LE(2) + (record[1] ?? 0), bytes: record.readUInt32LE(10)}
}

function isSelfOrParent(record: Buffer): boolean {
  return record[32] === 1 && (record[RECORD_BYTES] ?? 2) < 2
}
