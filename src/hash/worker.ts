/** The worker thread's side of hashing: a batch of paths in, a batch of digests out. */
import type {RawPath} from '../paths/bytes.ts'
import {inColumns, type ResultColumns} from './columns.ts'
import {type ChosenHash, digesterOf} from './factory.ts'
import {type Heeded, heeding} from './heed.ts'
import {hashFile} from './read.ts'

export interface HashTask {
  paths: readonly RawPath[]
  provider: ChosenHash
  /** Bytes of each file that are read; all of them where it says nothing. */
  first?: number | undefined
}

export default function hashBatch({paths, provider, first}: HashTask): Promise<Heeded<ResultColumns>> {
  return heeding(provider, async () => {
    const digester = await digesterOf(provider)
    return inColumns(paths.map((path) => hashFile(path, digester, first)))
  })
}
