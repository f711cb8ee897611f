/**
 * The worker thread's side of telling files of one size apart: groups of them in, digests of those that begin alike out.
 * Each is opened once; of what begins like no other, only its first bytes are read.
 */
import type {RawPath} from '../paths/bytes.ts'
import {inColumns, type ResultColumns} from './columns.ts'
import type {Digester} from './digester.ts'
import {type ChosenHash, digesterOf} from './factory.ts'
import {type Heeded, heeding} from './heed.ts'
import {type HashResult, OpenFile} from './read.ts'

export interface OneSize {
  /** Bytes of each, as far as is known. */
  readonly size: number
  /** All of them are open at a time. */
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
    const starts = files.map((file) => startOf(file, size, digester, first))
    const counts = Map.groupBy(starts, (start) => start)
    return files.map((file, index) => {
      if (!(file instanceof OpenFile)) return file
      const start = starts[index]
      const isLikeNone = start !== undefined && counts.get(start)?.length === 1
      return isLikeNone ? undefined : file.hash(digester)
    })
  } finally {
    for (const file of files) if (file instanceof OpenFile) file.close()
  }
}

/** What can't be read, or is another size by now, has none, and is read whole: then it is listed, or taken as it is. */
function startOf(
  file: ReturnType<typeof OpenFile.of>,
  size: number,
  digester: Digester,
  first: number,
): string | undefined {
  if (!(file instanceof OpenFile) || Number(file.stat.size) !== size) return undefined
  const start = file.hash(digester, first)
  return start.ok ? start.hash : undefined
}
