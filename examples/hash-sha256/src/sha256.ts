/** What each worker thread imports: a hasher for every file, fed piece by piece. */
import {createHash} from 'node:crypto'
import type {Hasher} from 'mediastruct'

export function createSha256(): Hasher {
  const hash = createHash('sha256')
  return {
    update(bytes) {
      hash.update(bytes)
    },
    digest: () => hash.digest(),
  }
}
