/**
 * Which files without a hash may be duplicates: those of equal size and of equal first bytes. Only these are read whole;
 * what is settled early stays without a hash.
 */
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import type {HashPool, HashResult} from '../hash/pool.ts'
import type {RawPath} from '../paths/bytes.ts'

/** Bytes; a picture's header, and what the disk reads ahead anyway. */
const FIRST_BYTES = 16 * 1024
/** Sizes that are looked at together: enough of their files to keep the threads busy. */
const SIZES = 512

/**
 * Largest first, so that the cores end together.
 * @param isMeant whether a file may be read now
 * @param signal ends it between two looks
 */
export async function* possibleTwins(
  catalog: Catalog,
  hashes: HashPool,
  isMeant: (path: RawPath) => boolean,
  signal?: AbortSignal,
): AsyncGenerator<CatalogFile, void, void> {
  // The next are looked at while these are read: the threads always have something to do.
  let ahead = looked(catalog, hashes, isMeant, Number.MAX_SAFE_INTEGER)
  while (ahead && !signal?.aborted) {
    const {twins, smallest} = ahead
    const files = await twins
    ahead = looked(catalog, hashes, isMeant, smallest)
    yield* files
  }
  await ahead?.twins
}

interface Looked {
  readonly twins: Promise<CatalogFile[]>
  /** Bytes of the smallest file. */
  readonly smallest: number
}

/** The next sizes below so many bytes; undefined where there are none. */
function looked(
  catalog: Catalog,
  hashes: HashPool,
  isMeant: (path: RawPath) => boolean,
  below: number,
): Looked | undefined {
  const files = catalog.ofSharedSizes(below, SIZES)
  const smallest = files.at(-1)
  if (!smallest) return undefined
  const groups = [...Map.groupBy(files, ({size}) => size).values()]
  const twins = ofEqualStart(
    groups.map((group) => pendingOf(group, isMeant)),
    hashes,
  )
  // What fails is heard of when it is this one's turn.
  twins.catch(() => undefined)
  return {twins, smallest: smallest.size}
}

interface Group {
  readonly pending: readonly CatalogFile[]
  /** Whether their first bytes can tell them apart: not from one that has a hash already, or is not read now. */
  readonly isOpen: boolean
}

function pendingOf(group: readonly CatalogFile[], isMeant: (path: RawPath) => boolean): Group {
  const pending = group.filter(({hash, path}) => hash === undefined && isMeant(path))
  const isOpen = pending.length === group.length && (pending[0]?.size ?? 0) > FIRST_BYTES
  return {pending, isOpen}
}

async function ofEqualStart(groups: readonly Group[], hashes: HashPool): Promise<CatalogFile[]> {
  const open = groups.flatMap(({pending, isOpen}) => (isOpen ? pending : []))
  const results = await hashes.hashFiles(
    open.map(({path}) => path),
    FIRST_BYTES,
  )
  const starts = new Map(open.map((file, index) => [file, startOf(file, results[index])]))
  return groups.flatMap(({pending, isOpen}) => (isOpen ? sharingStart(pending, starts) : pending))
}

/** What can't be read, or is another size by now, is read whole: then it is listed, or taken as it is. */
function startOf({size}: CatalogFile, result: HashResult | undefined): string | undefined {
  return result?.ok && result.size === size ? result.hash : undefined
}

function sharingStart(
  files: readonly CatalogFile[],
  starts: ReadonlyMap<CatalogFile, string | undefined>,
): CatalogFile[] {
  const counts = Map.groupBy(files, (file) => starts.get(file))
  return files.filter((file) => {
    const start = starts.get(file)
    return start === undefined || (counts.get(start)?.length ?? 0) > 1
  })
}
