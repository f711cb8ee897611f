/**
 * What stands behind an ISO 9660 directory record: fields of the System Use Sharing Protocol (IEEE P1281, SUSP 1.12),
 * among them POSIX names, modes and times (IEEE P1282, Rock Ridge 1.12).
 */
import {fromBytes, type RawPath} from 'mediastruct'
import type {Blocks} from './blocks.ts'

export interface SuspField {
  /** Two letters. */
  readonly signature: string
  /** What follows signature, length and version. */
  readonly data: Buffer
}

/** Continuation areas that may follow each other for one record; a name takes at most two. */
const MOST_CONTINUATIONS = 32
const [NAME_CONTINUES] = [0x01]
/** POSIX file types in a mode. */
const [S_IFMT, S_IFREG, S_IFDIR] = [0o170000, 0o100000, 0o040000]

/** All fields of a record, those in continuation areas too. What is broken ends them. */
export async function susp(blocks: Blocks, systemUse: Buffer): Promise<SuspField[]> {
  const fields: SuspField[] = []
  let area = systemUse
  for (let continued = 0; continued <= MOST_CONTINUATIONS; continued++) {
    const more = fieldsIn(area, fields)
    if (!more) break
    const [block, offset, bytes] = [more.readUInt32LE(0), more.readUInt32LE(8), more.readUInt32LE(16)]
    if (offset + bytes > 1 << 16) break
    area = await blocks.read(block, bytes, offset)
  }
  return fields
}

/** @returns where the fields go on (CE, SUSP 5.1) */
function fieldsIn(area: Buffer, fields: SuspField[]): Buffer | undefined {
  let more: Buffer | undefined
  for (let at = 0; at + 4 <= area.length; ) {
    const length = area[at + 2] ?? 0
    if (length < 4 || at + length > area.length) break
    const signature = area.toString('latin1', at, at + 2)
    const data = area.subarray(at + 4, at + length)
    if (signature === 'ST') break
    if (signature === 'CE' && data.length >= 24) more = data
    else fields.push({signature, data})
    at += length
  }
  return more
}

/** What Rock Ridge says of an entry. */
export interface PosixFields {
  readonly name?: RawPath | undefined
  readonly kind?: 'file' | 'directory' | 'other' | undefined
  readonly mtimeNs?: bigint | undefined
  /** Block of the directory that stands elsewhere for want of depth (CL, RRIP 4.1.5.1). */
  readonly movedTo?: number | undefined
  /** It stands here only for want of depth, and is shown where it belongs (RE, RRIP 4.1.5.3). */
  readonly isMoved: boolean
}

export function posixFields(fields: readonly SuspField[]): PosixFields {
  const data = (signature: string) => fields.find((field) => field.signature === signature)?.data
  const [mode, moved, times] = [data('PX'), data('CL'), data('TF')]
  return {
    name: nameOf(fields),
    kind: mode && mode.length >= 4 ? kindOf(mode.readUInt32LE(0)) : undefined,
    mtimeNs: times && modified(times),
    movedTo: moved && moved.length >= 4 ? moved.readUInt32LE(0) : undefined,
    isMoved: data('RE') !== undefined,
  }
}

/** NM fields (RRIP 4.1.4): one after the other while each says that it goes on. */
function nameOf(fields: readonly SuspField[]): RawPath | undefined {
  const parts: Buffer[] = []
  for (const {signature, data} of fields) {
    if (signature !== 'NM') continue
    parts.push(data.subarray(1))
    if (((data[0] ?? 0) & NAME_CONTINUES) === 0) break
  }
  return parts.length === 0 ? undefined : fromBytes(Buffer.concat(parts))
}

function kindOf(mode: number): PosixFields['kind'] {
  const type = mode & S_IFMT
  return type === S_IFREG ? 'file' : type === S_IFDIR ? 'directory' : 'other'
}

/** TF (RRIP 4.1.6): a stamp for each bit that is set, of 7 bytes, or of 17 where bit 7 is set. */
function modified(data: Buffer): bigint | undefined {
  const flags = data[0] ?? 0
  if ((flags & 0x02) === 0) return undefined
  const length = flags & 0x80 ? 17 : 7
  const at = 1 + (flags & 0x01 ? length : 0)
  const stamp = data.subarray(at, at + length)
  if (stamp.length < length) return undefined
  return length === 7 ? recordTime(stamp) : longTime(stamp)
}

/** Seven bytes of a directory record (ECMA-119, 9.1.5): years since 1900, and quarters of an hour east of Greenwich. */
export function recordTime(stamp: Buffer): bigint | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = stamp
  if (month < 1 || month > 12 || day < 1) return undefined
  const utc = Date.UTC(1900 + year, month - 1, day, hour, minute, second) - stamp.readInt8(6) * 15 * 60_000
  return BigInt(utc) * 1_000_000n
}

/** Seventeen bytes (ECMA-119, 8.4.26.1): digits down to hundredths of a second, and the zone. */
function longTime(stamp: Buffer): bigint | undefined {
  const [, year, month, day, hour, minute, second, centi] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(stamp.toString('latin1', 0, 16)) ?? []
  if (year === undefined || Number(month) < 1) return undefined
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  return BigInt(utc + Number(centi) * 10 - stamp.readInt8(16) * 15 * 60_000) * 1_000_000n
}
