/** Changes of the index, written many in one transaction. */
import {checkpoint, type Elsewhere} from '../catalog/bulk.ts'
import type {Catalog} from '../catalog/catalog.ts'
import {keepYoungGenerationSmall} from './young-generation.ts'

/**
 * Rows a transaction, a fiftieth of what was written: an interrupted crawl repeats little, a long one commits seldom, and
 * none keeps the main thread busy for long.
 */
const [LEAST_BATCH, MOST_BATCH] = [500, 5000]

/** Some 20 MB. */
const ROWS_IN_LOG = 100_000

/** From then on memory counts. */
const MANY_ROWS = 20_000

export class IndexChanges {
  readonly #catalog: Catalog
  readonly #waiting: (() => void)[] = []
  readonly #elsewhere: Elsewhere
  #written = 0
  #inLog = 0

  constructor(catalog: Catalog, elsewhere: Elsewhere) {
    this.#catalog = catalog
    this.#elsewhere = elsewhere
  }

  add(change: () => void): void {
    this.#waiting.push(change)
    const batch = Math.max(LEAST_BATCH, Math.min(this.#written / 50, MOST_BATCH))
    if (this.#waiting.length >= batch) this.write()
  }

  /** What is waiting, all of it or nothing. */
  write(): void {
    if (this.#waiting.length === 0) return
    const changes = this.#waiting.splice(0)
    this.#written += changes.length
    this.#inLog += changes.length
    if (this.#written >= MANY_ROWS) keepYoungGenerationSmall()
    this.#catalog.transaction(() => {
      for (const change of changes) change()
    })
  }

  /** Between two changes: the log is brought to the disk when it is long. */
  async settle(): Promise<void> {
    if (this.#inLog >= ROWS_IN_LOG) await this.finish()
  }

  /** Writes what is waiting, and brings all of it to the disk. */
  async finish(): Promise<void> {
    this.write()
    if (this.#inLog === 0) return
    this.#inLog = 0
    await checkpoint(this.#elsewhere)
  }
}
