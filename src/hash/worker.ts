/** The worker thread's side of hashing: a batch of paths in, a batch of digests out. */
import type {RawPath} from '../paths/bytes.ts'
import {type ChosenHash, digesterOf} from './factory.ts'
import {type Heeded, heeding} from './heed.ts'
import {type HashResult, hashFile} from './read.ts'

export interface HashTask {
  paths: readonly RawPath[]
  provider: ChosenHash
  /** Bytes of each file that are read; all of them where it says nothing. */
  first?: number | undefined
}

export default function hashBatch({paths, provider, first}: HashTask): Promise<Heeded<HashResult[]>> {
  return heeding(provider, async () => {
    const digester = await digesterOf(provider)
    return paths.map((path) => hashFile(path, digester, first))
  })
}
