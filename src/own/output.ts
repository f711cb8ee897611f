/** A file that the user named for a result (`-o FILE`, `--index FILE`): replaced when it is the one we wrote last time. */
import type {Catalog} from '../catalog/catalog.ts'
import type {RawPath} from '../paths/bytes.ts'
import {type OwnFile, openOwnFile} from './write.ts'

/** @throws MediaStructError NOT_OURS at `commit` where the name is taken by what we did not write */
export async function openOutput(catalog: Catalog, path: RawPath): Promise<OwnFile> {
  const file = await openOwnFile(path, {replaces: catalog.ownHash(path)})
  return {
    write: (chunk) => file.write(chunk),
    extend: (work) => file.extend(work),
    abort: () => file.abort(),
    async commit(inspect) {
      const sha256 = await file.commit(inspect)
      catalog.recordOwn(path, sha256)
      return sha256
    },
  }
}
