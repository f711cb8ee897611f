/** What the worker threads of MediaStruct import: makes one hasher for each file. */
import {createHash} from 'node:crypto'
import type {Hasher} from 'mediastruct'

export function createHasher(): Hasher {
  const hash = createHash('sha256')
  return {update: (bytes) => void hash.update(bytes), digest: () => hash.digest()}
}
