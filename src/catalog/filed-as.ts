/** What a run said of a file when it filed it. */
import type {Catalog, CatalogFile} from './catalog.ts'
import {Runs} from './runs.ts'

/**
 * The details of the move that filed a file, or filed it anew: `date` and `dateSource`, as the report had them. Undefined
 * where no run did, and where the file is another one by now.
 */
export function filedAs(
  catalog: Catalog,
  file: Pick<CatalogFile, 'path' | 'size' | 'hash' | 'algorithm'>,
): Readonly<Record<string, string>> | undefined {
  const move = new Runs(catalog.db).filing(file.path)
  if (move === undefined || move.size !== file.size || file.hash === undefined) return undefined
  const known = move.algorithm === file.algorithm ? move.hash : file.algorithm === 'blake3' && move.blake3
  return known === file.hash ? move.details : undefined
}
