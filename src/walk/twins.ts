/**
 * Which files without a hash may be duplicates: those of equal size and of equal first bytes. Only these are read whole;
 * what is settled early stays without a hash.
 */
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import {BATCH_FILES, type HashPool, type HashResult} from '../hash/pool.ts'
import type {RawPath} from '../paths/bytes.ts'

/** Bytes; a picture's header, and what the disk reads ahead anyway. */
const FIRST_BYTES = 16 * 1024
/** Sizes that are looked at together: enough of their files to keep the threads busy. */
const SIZES = 512
/** Bytes up to which a thread tells a whole group apart; larger files are read by as many threads as there are. */
const SMALL_BYTES = 1024 * 1024
/** Messages that are on their way to the threads: they always have something to do. */
const MOST_AHEAD = 32
/** Files that all threads open at a time: a process may open 1024 by default, and no more than 256 on macOS. */
const MOST_OPEN = 192
/** Files of a group that a thread opens at a time, at most. */
const MOST_OPEN_A_THREAD = 64

/** A file that may be a duplicate. */
export interface Twin {
  readonly file: CatalogFile
  /** What came of reading it, if that is done. */
  readonly result?: HashResult | undefined
}

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
): AsyncGenerator<Twin, void, void> {
  const ahead: Promise<Twin[]>[] = []
  let below: number | undefined = Number.MAX_SAFE_INTEGER
  for (;;) {
    while (below !== undefined && ahead.length < MOST_AHEAD && !signal?.aborted) {
      const look = lookAt(catalog.ofSharedSizes(below, SIZES), hashes, isMeant)
      below = look?.smallest
      ahead.push(...(look?.twins ?? []))
    }
    const next = ahead.shift()
    if (next === undefined) return
    const some = await next
    if (!signal?.aborted) yield* some
  }
}

interface Look {
  readonly twins: readonly Promise<Twin[]>[]
  /** Bytes of the smallest file. */
  readonly smallest: number
}

/** @param files of some sizes, all of each */
function lookAt(
  files: readonly CatalogFile[],
  hashes: HashPool,
  isMeant: (path: RawPath) => boolean,
): Look | undefined {
  const smallest = files.at(-1)?.size
  if (smallest === undefined) return undefined
  const mostOpen = Math.max(2, Math.min(MOST_OPEN_A_THREAD, Math.floor(MOST_OPEN / hashes.workers.most)))
  const groups = [...Map.groupBy(files, ({size}) => size).values()].map((group) =>
    groupOf(group, isMeant, mostOpen),
  )
  const {whole = [], small = [], large = []} = Object.groupBy(groups, ({way}) => way)
  const twins = [
    Promise.resolve(whole.flatMap(({pending}) => pending.map((file) => ({file})))),
    ofEqualStart(
      large.map(({pending}) => pending),
      hashes,
    ),
    ...batched(small).map((batch) => ofEqualContent(batch, hashes)),
  ]
  // What fails is heard of when it is this one's turn.
  for (const some of twins) some.catch(() => undefined)
  return {twins, smallest}
}

interface Group {
  readonly pending: readonly CatalogFile[]
  /** First bytes can't tell a file from one that has a hash already, or is not read now: then it is read whole. */
  readonly way: 'whole' | 'small' | 'large'
}

/** @param mostOpen files that a thread may have open at a time */
function groupOf(
  group: readonly CatalogFile[],
  isMeant: (path: RawPath) => boolean,
  mostOpen: number,
): Group {
  const pending = group.filter(({hash, path}) => hash === undefined && isMeant(path))
  const size = pending[0]?.size ?? 0
  if (pending.length < group.length || size <= FIRST_BYTES) return {pending, way: 'whole'}
  return {pending, way: size <= SMALL_BYTES && pending.length <= mostOpen ? 'small' : 'large'}
}

/** Groups for one message each. */
function batched(groups: readonly Group[]): Group[][] {
  const batches: Group[][] = []
  let room = 0
  for (const group of groups) {
    if (room < group.pending.length) {
      batches.push([])
      room = BATCH_FILES
    }
    batches.at(-1)?.push(group)
    room -= group.pending.length
  }
  return batches
}

async function ofEqualContent(groups: readonly Group[], hashes: HashPool): Promise<Twin[]> {
  const sizes = groups.map(({pending}) => ({
    size: pending[0]?.size ?? 0,
    paths: pending.map(({path}) => path),
  }))
  const results = await hashes.hashAlike(sizes, FIRST_BYTES)
  return groups.flatMap(({pending}, group) =>
    pending.flatMap((file, index) => {
      const result = results[group]?.[index]
      return result ? [{file, result}] : []
    }),
  )
}

async function ofEqualStart(groups: readonly (readonly CatalogFile[])[], hashes: HashPool): Promise<Twin[]> {
  const files = groups.flat()
  const results = await hashes.hashFiles(
    files.map(({path}) => path),
    FIRST_BYTES,
  )
  const starts = new Map(files.map((file, index) => [file, startOf(file, results[index])]))
  const mayReadLater = new Set(files.filter((_, index) => mayBeReadLater(results[index])))
  return groups
    .flatMap((group) => (group.some((file) => mayReadLater.has(file)) ? group : sharingStart(group, starts)))
    .map((file) => ({file}))
}

/** What can't be read, or is another size by now, is read whole: then it is listed, or taken as it is. */
function startOf({size}: CatalogFile, result: HashResult | undefined): string | undefined {
  return result?.ok && result.size === size ? result.hash : undefined
}

/** A disk may stumble once: such a file may begin like any other of its size. */
function mayBeReadLater(result: HashResult | undefined): boolean {
  return result !== undefined && !result.ok && !REFUSED.has(result.code)
}

const REFUSED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENOTFILE'])

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
