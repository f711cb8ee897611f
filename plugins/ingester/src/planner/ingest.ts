/** Plans what becomes of everything in the drops: filed, put aside because it is held already, or left. */
import type {HashPool, HashResult, PlanSink, Progress, RawPath} from 'mediastruct'
import {compareCaptures} from '../naming/capture-order.ts'
import {whyLoneJsonIsLeft} from '../takeout/lone-json.ts'
import {AssetPlanner} from './asset-planner.ts'
import type {Dates, FoundDate} from './dates.ts'
import type {Drop} from './drop.ts'
import {Filed} from './filed.ts'
import {type FoundDirectory, findFiles, inBatches, leavingEmpty, type Stillness} from './find.ts'
import {Holdings} from './held.ts'
import type {Holders} from './holders.ts'
import {membersOf, type ReadAsset, readAssets, readPackage} from './members.ts'
import type {Namer} from './namer.ts'
import type {Examine} from './notices.ts'
import {PackagePlaces} from './package-places.ts'
import {PackagePlanner} from './package-planner.ts'
import {PlanWriter} from './plan-writer.ts'
import type {Proof} from './proof.ts'
import type {FindOptions} from './takeable.ts'
import {knownTies} from './ties.ts'

export interface IngestOptions {
  readonly drops: readonly Drop[]
  readonly sink: PlanSink
  readonly finding: Pick<FindOptions, 'excludes' | 'onFileDiscovered'>
  readonly hashes: Pick<HashPool, 'hashFiles' | 'provider'>
  readonly holders: Holders
  readonly proof: Proof
  readonly dates: Dates
  readonly namer: Namer
  /** What a file says of itself. */
  readonly examine: Examine
  /** Called when there is something to examine soon. */
  readonly prepareToExamine?: () => void
  /** Where files go that the library holds already; without it they are left. */
  readonly duplicates?: RawPath | undefined
  /** Where files go that have no date; without it they are left. */
  readonly undated?: RawPath | undefined
  /** Of a living drop: which files are at rest. Without it each is taken to be, until it is seen to change. */
  readonly stillness?: Stillness | undefined
  readonly progress: Pick<Progress, 'add'>
  readonly signal: AbortSignal
}

/** Files that are hashed together. */
const BATCH_FILES = 512
/**
 * Assets whose dates are read side by side: processes take some headers together, and the main thread goes on meanwhile. A
 * plugin that takes one file after another must come to the last of them in its time.
 */
const DATED_AT_ONCE = 32

/** Plans all drops, one after the other, in byte order of their paths. */
export async function planIngest(options: IngestOptions): Promise<void> {
  const {drops, finding, sink, stillness} = options
  const planner = new IngestPlanner(options)
  for (const drop of drops) {
    const notInto = drops.map(({path}) => path)
    const found = findFiles(drop.path, {...finding, sink, notInto})
    const taken = drop.copy ? leavingEmpty(found, sink) : found
    const batches = inBatches(stillness?.marking(taken) ?? taken, BATCH_FILES)
    for await (const {batch, results} of hashedAhead(batches, planner)) {
      if (options.signal.aborted) return
      await planner.planBatch(drop, batch, await results)
    }
  }
}

type Batch = readonly FoundDirectory[]
type Results = ReadonlyMap<RawPath, HashResult>

/** While one batch is planned, the next is hashed. */
async function* hashedAhead(
  batches: AsyncIterable<Batch>,
  planner: IngestPlanner,
): AsyncGenerator<{batch: Batch; results: Promise<Results>}, void, void> {
  let before: {batch: Batch; results: Promise<Results>} | undefined
  for await (const batch of batches) {
    const results = planner.begin(batch)
    // What fails is heard of when it is its turn.
    results.catch(() => undefined)
    if (before) yield before
    before = {batch, results}
  }
  if (before) yield before
}

class IngestPlanner {
  readonly #options: IngestOptions
  readonly #assets: AssetPlanner
  readonly #packages: PackagePlanner

  constructor(options: IngestOptions) {
    this.#options = options
    const filed = new Filed(options.proof)
    const writer = new PlanWriter({...options, filed, algorithm: options.hashes.provider.name})
    const holdings = new Holdings(options.holders, filed)
    const shared = {...options, writer, holdings, hasDuplicates: options.duplicates !== undefined}
    this.#assets = new AssetPlanner({...shared, whyLeft: whyLoneJsonIsLeft})
    this.#packages = new PackagePlanner({...shared, places: new PackagePlaces(options.namer)})
  }

  async planBatch(drop: Drop, directories: Batch, results: Results): Promise<void> {
    for (const directory of directories) {
      if (this.#options.signal.aborted) return
      if (directory.kind === 'directory') await this.#planDirectory(drop, directory, results)
      else await this.#planPackage(drop, directory, results)
    }
  }

  /** Hashes its files; processes that examine them start meanwhile. */
  async begin(directories: Batch): Promise<Results> {
    const {hashes, prepareToExamine, progress} = this.#options
    const files = directories.flatMap(({files}) => files.filter(({moving}) => moving === undefined))
    if (files.length > 0) prepareToExamine?.()
    const results = await hashes.hashFiles(files.map(({path}) => path))
    progress.add(
      files.length,
      files.reduce((sum, {size}) => sum + size, 0),
    )
    return new Map(files.flatMap(({path}, index) => (results[index] ? [[path, results[index]]] : [])))
  }

  async #planDirectory(drop: Drop, directory: FoundDirectory, results: Results): Promise<void> {
    const {examine, sink, signal} = this.#options
    const ties = await knownTies(directory.files, examine)
    const assets = readAssets(directory, results, sink, ties)
    for (const {asset, date} of inOrder(await this.#dated(drop, assets))) {
      if (signal.aborted) return
      await this.#assets.plan(drop, asset, async () => answerOf(date))
    }
  }

  async #planPackage(drop: Drop, found: FoundDirectory, results: Results): Promise<void> {
    const files = readPackage(found, results, this.#options.sink)
    if (files) await this.#packages.plan(drop, {path: found.path, files})
  }

  /** Some dates are read side by side; none is begun any more once that was given up. */
  async #dated(drop: Drop, assets: readonly ReadAsset[]): Promise<DatedAsset[]> {
    const dated: DatedAsset[] = assets.map((asset) => ({asset, date: undefined}))
    const waiting = dated.values()
    const dateOneByOne = async () => {
      for (const one of waiting) {
        if (this.#options.signal.aborted) return
        const [date] = await Promise.allSettled([this.#dateOf(drop, one.asset)])
        one.date = date
      }
    }
    await Promise.all(Array.from({length: DATED_AT_ONCE}, dateOneByOne))
    return dated
  }

  async #dateOf(drop: Drop, asset: ReadAsset): Promise<FoundDate | undefined> {
    if (!(await this.#assets.needsDate(drop, asset))) return undefined
    return await this.#options.dates.of(
      membersOf(asset).map(({path}) => path),
      drop,
    )
  }
}

interface DatedAsset {
  readonly asset: ReadAsset
  date: PromiseSettledResult<FoundDate | undefined> | undefined
}

/** Counters follow the camera. */
function inOrder(assets: readonly DatedAsset[]): DatedAsset[] {
  const captured = ({asset, date}: DatedAsset) => ({
    local: date?.status === 'fulfilled' ? date.value?.date.local : undefined,
    name: asset.primary.name,
  })
  return assets.toSorted((a, b) => compareCaptures(captured(a), captured(b)))
}

/** @throws the reason of a rejected one */
function answerOf<T>(result: PromiseSettledResult<T> | undefined): T | undefined {
  if (result?.status === 'rejected') throw result.reason
  return result?.value
}
