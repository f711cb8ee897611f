/**
 * UDF, as far as imagers write it on discs: revision 1.02 and later without virtual, sparable or metadata partitions.
 * Section numbers are those of ECMA-167, 3rd edition, part 3 and 4, and of OSTA UDF 1.02.
 */
import {BLOCK_BYTES, type Blocks, type Extent} from './blocks.ts'
import {compressedUnicode, UdfFiles} from './udf-files.ts'
import type {ImageVolume} from './walk.ts'

/** Tag identifiers: 3/7.2.1 and 4/7.2.1. */
const TAG = {anchor: 2, partition: 5, logicalVolume: 6, terminating: 8, fileSet: 256} as const
/** Block of the anchor (3/8.4.2.1, UDF 2.2.3). */
const ANCHOR_BLOCK = 256
/** More descriptors than any writer makes. */
const MOST_DESCRIPTORS = 64

/** Whether these bytes are a descriptor with this tag: its checksum is over the tag's other 15 bytes (3/7.2.3). */
export function isTagged(bytes: Buffer, identifier: number): boolean {
  if (bytes.length < 16 || bytes.readUInt16LE(0) !== identifier) return false
  const sum = bytes.subarray(0, 16).reduce((total, byte, at) => (at === 4 ? total : total + byte), 0)
  return (sum & 0xff) === bytes[4]
}

/** The file system; undefined where there is none that can be read. */
export async function openUdf(blocks: Blocks): Promise<ImageVolume | undefined> {
  try {
    return await openVolume(blocks)
  } catch {
    return undefined
  }
}

async function openVolume(blocks: Blocks): Promise<ImageVolume | undefined> {
  const anchor = await blocks.read(ANCHOR_BLOCK, BLOCK_BYTES)
  if (!isTagged(anchor, TAG.anchor)) return undefined
  // Main and reserve volume descriptor sequence (3/10.2): the second is there for when the first is damaged.
  for (const at of [16, 24]) {
    const descriptors = await descriptorsOf(blocks, {
      block: anchor.readUInt32LE(at + 4),
      bytes: anchor.readUInt32LE(at),
    })
    const volume = descriptors && (await volumeOf(blocks, descriptors))
    if (volume) return volume
  }
  return undefined
}

interface Descriptors {
  readonly logicalVolume: Buffer
  /** By number: first block. */
  readonly partitions: ReadonlyMap<number, {readonly start: number; readonly blocks: number}>
}

async function descriptorsOf(blocks: Blocks, {block, bytes}: Extent): Promise<Descriptors | undefined> {
  const partitions = new Map<number, {start: number; blocks: number}>()
  let logicalVolume: Buffer | undefined
  const count = Math.min(MOST_DESCRIPTORS, Math.ceil(bytes / BLOCK_BYTES))
  for (let index = 0; index < count; index++) {
    const descriptor = await blocks.read((block ?? 0) + index, BLOCK_BYTES).catch(() => undefined)
    if (!descriptor) break
    if (isTagged(descriptor, TAG.terminating)) break
    if (isTagged(descriptor, TAG.logicalVolume)) logicalVolume = descriptor
    if (isTagged(descriptor, TAG.partition)) {
      const [start, length] = [descriptor.readUInt32LE(188), descriptor.readUInt32LE(192)]
      partitions.set(descriptor.readUInt16LE(22), {start, blocks: length})
    }
  }
  return logicalVolume && partitions.size > 0 ? {logicalVolume, partitions} : undefined
}

async function volumeOf(
  blocks: Blocks,
  {logicalVolume, partitions}: Descriptors,
): Promise<ImageVolume | undefined> {
  if (logicalVolume.readUInt32LE(212) !== BLOCK_BYTES) return undefined
  const starts = partitionStarts(logicalVolume, partitions)
  const fileSetStart = starts[logicalVolume.readUInt16LE(248 + 8)]
  if (!starts.length || fileSetStart === undefined) return undefined
  const fileSet = await blocks.read(fileSetStart + logicalVolume.readUInt32LE(248 + 4), BLOCK_BYTES)
  if (!isTagged(fileSet, TAG.fileSet)) return undefined
  const files = new UdfFiles(blocks, starts)
  const root = await files.entryAt(fileSet.subarray(400, 416), '')
  if (root?.kind !== 'directory') return undefined
  const ends = [...partitions.values()].map(({start, blocks: length}) => start + length)
  return {
    fileSystem: 'udf',
    // A dstring: its last byte says how many of the others count (1/7.2.12).
    label: compressedUnicode(logicalVolume.subarray(84, 84 + Math.min(127, logicalVolume[84 + 127] ?? 0))),
    sectors: Math.max(...ends),
    root,
    entries: (directory) => files.entriesOf(directory),
  }
}

/** First block of each partition that the volume's map names; only plain ones (type 1, 3/10.7.2) can be read. */
function partitionStarts(
  logicalVolume: Buffer,
  partitions: Descriptors['partitions'],
): (number | undefined)[] {
  const starts: (number | undefined)[] = []
  const count = Math.min(16, logicalVolume.readUInt32LE(268))
  for (let at = 440, index = 0; index < count && at + 6 <= logicalVolume.length; index++) {
    const [type = 0, length = 0] = logicalVolume.subarray(at, at + 2)
    starts.push(type === 1 ? partitions.get(logicalVolume.readUInt16LE(at + 4))?.start : undefined)
    if (length === 0) break
    at += length
  }
  return starts
}
