/**
 * The worker thread's side of telling files of one size apart: groups of them in, digests of those that begin alike out.
 * Each is opened once; of what begins like no other, only its first bytes are read.
 */
import type {RawPath} from '../paths/bytes.ts'
import {inColumns, type ResultColumns} from './columns.ts'
import type {Digester} from './digester.ts'
import {type ChosenHash, digesterOf} from './factory.ts'
import {type Heeded, heeding} from './heed.ts'
import {type Failed, type HashResult, OpenFile} from './read.ts'

export interface OneSize {
  /** Bytes of each, as far as is known. */
  readonly size: number
  /** All of them are open at a time, and their first bytes in memory. */
  readonly paths: readonly RawPath[]
}

export interface AlikeTask {
  groups: readonly OneSize[]
  provider: ChosenHash
  /** Bytes by which they are told apart before they are read whole. */
  first: number
}

/** @returns of all groups' files, one after another; nothing of what begins like no other of its group */
export default function hashAlike({groups, provider, first}: AlikeTask): Promise<Heeded<ResultColumns>> {
  return heeding(provider, async () => {
    const digester = await digesterOf(provider)
    return inColumns(groups.flatMap((group) => resultsOf(group, digester, first)))
  })
}

function resultsOf({size, paths}: OneSize, digester: Digester, first: number): (HashResult | undefined)[] {
  const files = paths.map(OpenFile.of)
  try {
    const starts = files.map((file, index) => startOf(file, size, roomFor(index, first)))
    // What could be opened, and not be read for now, may begin like any other.
    const isComplete = files.every((file, index) => !isOfSize(file, size) || starts[index] !== undefined)
    return files.map((file, index) => {
      if (!(file instanceof OpenFile)) return file
      return isComplete && beginsLikeNone(starts, index) ? undefined : file.hash(digester)
    })
  } finally {
    for (const file of files) if (file instanceof OpenFile) file.close()
  }
}

/** Compared byte by byte: groups are small, and to hash the start of each would take longer. */
function beginsLikeNone(starts: readonly (Buffer | undefined)[], index: number): boolean {
  const own = starts[index]
  return own !== undefined && !starts.some((start, other) => other !== index && start?.equals(own))
}

/** What can't be read, or is another size by now, has none, and is read whole: then it is listed, or taken as it is. */
function startOf(file: OpenFile | Failed, size: number, room: Buffer): Buffer | undefined {
  if (!isOfSize(file, size)) return undefined
  const start = file.start(room)
  // The system may give less than was asked for: that says nothing about the file.
  return start?.length === Math.min(size, room.length) ? start : undefined
}

function isOfSize(file: OpenFile | Failed, size: number): file is OpenFile {
  return file instanceof OpenFile && Number(file.stat.size) === size
}

let rooms = Buffer.alloc(0)

/** One after another, in a buffer that stays. */
function roomFor(index: number, bytes: number): Buffer {
  const end = (index + 1) * bytes
  if (rooms.length < end) rooms = Buffer.concat([rooms], end)
  return rooms.subarray(index * bytes, end)
}
