/** Bringing the index of any number of trees up to date: walk, compare, read only what may have changed. */
import {existsSync} from 'node:fs'
import {type Elsewhere, inThread, makeSizeIndex, withIndexesLast, withoutWaiting} from '../catalog/bulk.ts'
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import {fileFailure} from '../errors.ts'
import {basename, dirname, isWithin, join, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {type ChangeField, changeFields, type FileStat, isUnchanged} from './change.ts'
import type {CrawlOptions, CrawlRoot} from './crawl-options.ts'
import {type Excluder, excluder} from './exclude.ts'
import {isFresh} from './fresh.ts'
import {HashQueue, type QueuedFile} from './hash-queue.ts'
import {IndexChanges} from './index-changes.ts'
import {Intake, type Row} from './intake.ts'
import {type DirectoryListing, statAt} from './list.ts'
import {assertPresent} from './presence.ts'
import {type Reading, readingAt} from './readings.ts'
import {type CrawlReport, emptyRootReport, type RootReport} from './report.ts'
import type {Settled, Survey, SurveyTerms} from './survey.ts'
import {possibleTwins} from './twins.ts'
import {Walker} from './walker.ts'

/** @throws MediaStructError MISSING_ROOT, NOT_A_DIRECTORY, TREE_VANISHED, HASH_MODULE */
export async function crawl(options: CrawlOptions): Promise<CrawlReport> {
  for (const root of options.roots) assertPresent(options.catalog, root.path, options.acceptedTrees ?? [])
  return await withoutWaiting(options.catalog.db, async () => {
    const run = new Crawl(options)
    try {
      return await run.all()
    } finally {
      run.close()
    }
  })
}

type Discover = NonNullable<CrawlOptions['discover']>

type Verdict = 'taken' | 'left out' | 'failed'
type TakeReading = (file: QueuedFile<Row>, reading: Reading) => void

class Crawl {
  readonly #options: CrawlOptions
  readonly #catalog: Catalog
  readonly #walker: Walker
  readonly #excludes: Excluder
  readonly #report: CrawlReport = {roots: [], damaged: [], changed: [], errors: [], interrupted: false}
  readonly #changes: IndexChanges
  readonly #elsewhere: Elsewhere
  readonly #intake: Intake

  constructor(options: CrawlOptions) {
    this.#options = options
    this.#catalog = options.catalog
    this.#elsewhere = inThread(options.hashes.workers, options.catalog.db)
    this.#changes = new IndexChanges(options.catalog, this.#elsewhere)
    this.#intake = new Intake(options, this.#changes, this.#report)
    this.#walker = new Walker(options.hashes.workers)
    this.#excludes = excluder(options.exclude)
  }

  async all(): Promise<CrawlReport> {
    const waiting = this.#options.roots.map((root) => ({root, report: emptyRootReport(root.path)}))
    this.#report.roots = waiting.map(({report}) => report)
    await withIndexesLast(this.#catalog.db, this.#elsewhere, async () => {
      for (const {root, report} of waiting) {
        if (isFresh(root, this.#options, this.#now())) this.#reportFresh(report)
        else await this.#crawlRoot(root, report)
        if (this.#options.signal?.aborted) break
      }
      this.#changes.write()
      if (this.#options.candidates && !this.#options.signal?.aborted) await this.#hashCandidates()
    })
    await this.#changes.finish()
    this.#report.interrupted = this.#options.signal?.aborted ?? false
    return this.#report
  }

  close(): void {
    this.#changes.write()
  }

  #reportFresh(report: RootReport): void {
    report.state = 'fresh'
    Object.assign(report, this.#catalog.countUnder(report.path))
  }

  async #crawlRoot(root: CrawlRoot, report: RootReport): Promise<void> {
    // Again, for this root may have had to wait for others: its disk was there when the crawl began.
    assertPresent(this.#catalog, root.path, this.#options.acceptedTrees ?? [])
    if (!existsSync(toBytes(root.path)) || this.#isReleased(root.path)) return this.#forgetRoot(root, report)
    const errorsBefore = this.#report.errors.length
    const visited = new Set<RawPath>()
    const unreadable = new Set<RawPath>()
    const junk = new Set<RawPath>()
    const fields = this.#options.changeBy ?? changeFields(root.path)
    const queue = this.#queue((file, result) => this.#intake.take(report, file, result))
    const enter = (directory: RawPath) =>
      !this.#excludes(root.path, directory, true) && !this.#isReleased(directory)
    for await (const listing of this.#walker.walk(root.path, enter, this.#surveyTerms(root, fields))) {
      for (const error of listing.errors) this.#report.errors.push(error)
      visited.add(listing.path)
      if (listing.settled) this.#countSettled(report, listing, listing.settled)
      else if (listing.readable) await this.#compare(root, report, listing, fields, queue)
      for (const {path} of listing.errors) unreadable.add(path)
      for (const name of listing.junkDirectories) junk.add(join(listing.path, name))
      await this.#changes.settle()
      if (this.#options.signal?.aborted) break
    }
    await queue.drain()
    if (!this.#options.signal?.aborted) {
      this.#forgetVanishedDirectories(root, report, visited, {unreadable, junk})
      this.#changes.write()
      this.#remember(root, report, this.#report.errors.length - errorsBefore)
    }
    this.#changes.write()
  }

  /** Plugins are asked of every file, and `--rehash` reads every one: then nothing is settled by a look at the index. */
  #surveyTerms({path: root}: CrawlRoot, fields: readonly ChangeField[]): SurveyTerms | undefined {
    const {discover, rehash, exclude, hashes, candidates} = this.#options
    if (discover || rehash) return undefined
    return {
      catalog: this.#catalog.db.file,
      root,
      provider: hashes.provider,
      fields,
      exclude,
      candidates: candidates ?? false,
    }
  }

  #countSettled(report: RootReport, {junk, special}: DirectoryListing, {files, bytes}: Settled): void {
    report.files += files
    report.bytes += bytes
    report.unchanged += files
    report.skipped += junk.length + special.length
    this.#options.onProgress?.(files, 0)
  }

  /** Of what the index holds there nothing is looked at, and nothing is missing. */
  #isReleased(directory: RawPath): boolean {
    return this.#options.released?.some((released) => isWithin(directory, released)) ?? false
  }

  /** A released volume, and of trees that are gone only what `--accept-tree` names, comes here. */
  #forgetRoot(root: CrawlRoot, report: RootReport): void {
    this.#forgetVanishedDirectories(root, report, new Set(), {unreadable: new Set(), junk: new Set()})
    this.#changes.write()
    this.#remember(root, report, 0)
  }

  #remember(root: CrawlRoot, report: RootReport, errors: number): void {
    const {files, bytes} = report
    const algorithm = this.#options.hashes.provider.name
    this.#catalog.putTree({path: root.path, crawledMs: this.#now(), algorithm, files, bytes, errors})
  }

  async #compare(
    root: CrawlRoot,
    report: RootReport,
    listing: Survey,
    fields: readonly ChangeField[],
    queue: HashQueue<Row>,
  ): Promise<void> {
    const rows = this.#catalog.filesIn(listing.path)
    for (const {path} of listing.errors) rows.delete(basename(path))
    report.skipped += listing.junk.length + listing.special.length
    const ownNames = this.#ownNamesIn(listing.path)
    const {discover} = this.#options
    for (const [index, name] of listing.files.entries()) {
      const path = join(listing.path, name)
      const stat = statAt(listing, index)
      const row = takeOut(rows, name)
      const isLeftOut = ownNames.has(name) || this.#excludes(root.path, path, false)
      const verdict = isLeftOut
        ? 'left out'
        : discover
          ? await this.#ask(discover, root, path, stat)
          : 'taken'
      if (verdict === 'failed') continue
      if (verdict === 'left out') {
        report.skipped++
        if (row) this.#intake.leaveOut(row)
        continue
      }
      report.files++
      report.bytes += stat.size
      this.#options.onProgress?.(1, 0)
      if (this.#isSettled(row, stat, fields)) report.unchanged++
      else if (this.#options.candidates && row?.hash === undefined)
        this.#intake.takeUnread(listing.path, name, stat, row)
      else {
        const file = {directory: listing.path, name, size: stat.size, context: row}
        const reading = listing.readings && readingAt(listing.readings, index, stat)
        if (reading) this.#intake.take(report, file, reading)
        else await queue.add(file)
      }
    }
    for (const name of listing.junk) {
      const row = takeOut(rows, name)
      if (row) this.#intake.leaveOut(row)
    }
    for (const row of rows.values()) this.#intake.miss(report, row)
  }

  #isSettled(row: CatalogFile | undefined, stat: FileStat, fields: readonly ChangeField[]): boolean {
    if (!row || row.offline || this.#options.rehash || !isUnchanged(row, stat, fields)) return false
    if (row.hash === undefined) return this.#options.candidates ?? false
    return row.algorithm === this.#options.hashes.provider.name
  }

  /** Names of our own files in a directory: an archive's index is no payload. */
  #ownNamesIn(directory: RawPath): ReadonlySet<RawPath> {
    const {ownFiles} = this.#options
    return new Set([...ownFiles].filter((path) => dirname(path) === directory).map(basename))
  }

  /** A file on which a plugin failed is listed, and stays in the index as it was. */
  async #ask(
    discover: Discover,
    root: CrawlRoot,
    path: RawPath,
    {size, mtimeNs}: FileStat,
  ): Promise<Verdict> {
    try {
      const file = {path: toText(path), raw: path, tree: toText(root.path), size, mtimeNs}
      return (await discover(file)) === undefined ? 'taken' : 'left out'
    } catch (error) {
      this.#report.errors.push({path, ...fileFailure(error)})
      return 'failed'
    }
  }

  /** Directories that the index knows and the walk did not meet: gone, unless they lie below what could not be read. */
  #forgetVanishedDirectories(
    root: CrawlRoot,
    report: RootReport,
    visited: ReadonlySet<RawPath>,
    {unreadable, junk}: {unreadable: ReadonlySet<RawPath>; junk: ReadonlySet<RawPath>},
  ): void {
    const liesIn = (directory: RawPath, tops: ReadonlySet<RawPath>): boolean =>
      tops.has(directory) || (directory !== root.path && liesIn(dirname(directory), tops))
    for (const directory of this.#catalog.directoriesUnder(root.path)) {
      if (visited.has(directory) || liesIn(directory, unreadable) || this.#isReleased(directory)) continue
      const excluded = this.#excludes(root.path, directory, true) || liesIn(directory, junk)
      for (const row of this.#catalog.filesIn(directory).values()) {
        if (!excluded) this.#intake.miss(report, row)
        else if (!row.offline) this.#intake.leaveOut(row)
      }
    }
  }

  /** Second pass of `--candidates`. */
  async #hashCandidates(): Promise<void> {
    await makeSizeIndex(this.#catalog.db, this.#elsewhere)
    const ownerOf = (path: RawPath) => this.#report.roots.find((root) => isWithin(path, root.path))
    const take = (file: QueuedFile<Row>, reading: Reading) => {
      const report = ownerOf(file.directory)
      if (report) this.#intake.take(report, file, reading)
    }
    const queue = this.#queue(take)
    const isMeant = (path: RawPath) => ownerOf(path) !== undefined
    const {hashes, signal} = this.#options
    for await (const {file: row, result} of possibleTwins(this.#catalog, hashes, isMeant, signal)) {
      const {path, size} = row
      const file = {directory: dirname(path), name: basename(path), size, context: row}
      if (result) take(file, result)
      else await queue.add(file)
      await this.#changes.settle()
      if (this.#options.signal?.aborted) break
    }
    await queue.drain()
    this.#changes.write()
  }

  #queue(take: TakeReading): HashQueue<Row> {
    return new HashQueue<Row>(this.#options.hashes, take)
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now()
  }
}

/** Nothing is asked of an empty map: a first crawl would have it look for a million names. */
function takeOut(rows: Map<RawPath, CatalogFile>, name: RawPath): Row {
  if (rows.size === 0) return undefined
  const row = rows.get(name)
  rows.delete(name)
  return row
}
