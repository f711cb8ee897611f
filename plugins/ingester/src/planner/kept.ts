/** The trees that files are kept in: brought up to date first, so that what is there already is recognised. */
import {existsSync} from 'node:fs'
import {
  assertPresent,
  type Catalog,
  type CrawlReport,
  type Failure,
  type Host,
  messageOf,
  type RawPath,
  refresh,
  toBytes,
} from 'mediastruct'

/** @returns everything that was found wrong. @throws MediaStructError TREE_VANISHED for the library */
export async function refreshKept(host: Host, catalog: Catalog, library: RawPath): Promise<Failure[]> {
  const isThere = existsSync(toBytes(library))
  if (isThere || catalog.countUnder(library).files > 0) assertPresent(catalog, library, host.acceptedTrees)
  const masters = host.trees.masters().filter((master) => isAtHand(host, catalog, master))
  return findingsOf(await refresh(host, isThere ? [...masters, library] : masters))
}

/** A master whose disk is not here is not written to: what the index knows of it counts, and justifies no move. */
function isAtHand({acceptedTrees, reporter}: Host, catalog: Catalog, master: RawPath): boolean {
  try {
    assertPresent(catalog, master, acceptedTrees)
    return true
  } catch (error) {
    if (catalog.countUnder(master).files > 0) {
      reporter.warn(`${messageOf(error)} What the index knows of it counts as held.`)
    }
    return false
  }
}

function findingsOf({errors, damaged, changed}: CrawlReport): Failure[] {
  return [
    ...errors,
    ...damaged.map(({path}) => ({path, code: 'DAMAGED', message: 'same size and time, other content'})),
    ...changed.map(({path, change}) => ({path, code: 'CHANGED', message: `${change}, in a master`})),
  ]
}
