/** What a crawl found of a file goes into the index; what must not, because it lies in a master or rotted, is reported. */
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import {join, type RawPath} from '../paths/bytes.ts'
import {CHANGE_FIELDS, type FileStat, isUnchanged} from './change.ts'
import type {CrawlOptions} from './crawl-options.ts'
import type {QueuedFile} from './hash-queue.ts'
import type {IndexChanges} from './index-changes.ts'
import {isRestamped, judge} from './judge.ts'
import type {FileRead, Reading} from './readings.ts'
import type {CrawlReport, RootReport} from './report.ts'

/** What the index held of a file. */
export type Row = CatalogFile | undefined

export class Intake {
  readonly #catalog: Catalog
  readonly #changes: IndexChanges
  readonly #report: CrawlReport
  readonly #isMaster: CrawlOptions['isMaster']
  /** Name of the hash. */
  readonly #algorithm: string
  readonly #onProgress: CrawlOptions['onProgress']

  constructor(
    {catalog, isMaster, hashes, onProgress}: CrawlOptions,
    changes: IndexChanges,
    report: CrawlReport,
  ) {
    this.#catalog = catalog
    this.#changes = changes
    this.#report = report
    this.#isMaster = isMaster
    this.#algorithm = hashes.provider.name
    this.#onProgress = onProgress
  }

  /** What a file that was read means, next to what the index held. */
  take(report: RootReport, file: QueuedFile<Row>, reading: Reading): void {
    const {directory, name, context: row} = file
    if (!reading.ok) {
      this.#report.errors.push({path: join(directory, name), code: reading.code, message: reading.message})
      return
    }
    report.hashed++
    report.hashedBytes += reading.size
    this.#onProgress?.(0, reading.size)
    if (row && !this.#isAsItShould(row, reading)) return
    if (row && isPendingAs(row, reading)) {
      this.#changes.add(() => this.#catalog.setHash(directory, name, reading.hash, this.#algorithm))
    } else this.#put(directory, name, reading, {...reading, row})
  }

  /** What is not is reported, and its row stays. */
  #isAsItShould(row: CatalogFile, read: FileRead): boolean {
    const {path} = row
    const judgement = judge({row, inMaster: this.#isMaster(path)}, read, this.#algorithm)
    if (judgement === 'damaged') this.#report.damaged.push({path, was: row.hash ?? '', is: read.hash})
    if (judgement === 'modified') this.#report.changed.push({path, change: 'modified'})
    return judgement === 'as it should be'
  }

  /** A file that is not read until it is known to share its size. */
  takeUnread(directory: RawPath, name: RawPath, stat: FileStat, row: Row): void {
    if (row && !row.offline && this.#isMaster(row.path) && isRestamped(row, stat)) {
      this.#report.changed.push({path: row.path, change: 'modified'})
    } else this.#put(directory, name, stat, {hash: undefined, row})
  }

  #put(
    directory: RawPath,
    name: RawPath,
    {size, mtimeNs, ctimeNs, inode}: FileStat,
    {hash, row}: {hash: string | undefined; row: Row},
  ): void {
    const algorithm = hash === undefined ? undefined : this.#algorithm
    const original = row?.original
    const file = {size, mtimeNs, ctimeNs, inode, hash, algorithm, original, offline: false}
    this.#changes.add(() => this.#catalog.putIn(directory, name, file))
  }

  /** What was indexed and is none of it any more is there all the same: of a master, nothing is forgotten without the user. */
  leaveOut({path}: CatalogFile): void {
    if (!this.#isMaster(path)) this.#changes.add(() => this.#catalog.remove(path))
  }

  miss(report: RootReport, {path, offline}: CatalogFile): void {
    if (offline) return
    if (this.#isMaster(path)) this.#report.changed.push({path, change: 'removed'})
    else {
      report.removed++
      this.#changes.add(() => this.#catalog.remove(path))
    }
  }
}

/** Then its hash is all that there is to write. */
function isPendingAs(row: CatalogFile, read: FileRead): boolean {
  return row.hash === undefined && !row.offline && isUnchanged(row, read, CHANGE_FIELDS)
}
