/** What the archive holds already, asked for each of very many files. */
import {type Catalog, type CatalogFile, isWithin, type RawPath} from 'mediastruct'
import {archiveIndexBytes} from './contents.ts'

/** Of a hash in hex: 48 bits, which a number holds. */
const DIGITS = 12

export class HeldContents {
  readonly #catalog: Catalog
  readonly #archive: RawPath
  /** Beginnings of the hashes, ascending: 8 bytes each. Whoever is not among them need not be looked for. */
  readonly #beginnings: Float64Array
  /** Bytes that the archive's index takes for the files that are there. */
  readonly indexBytes: number

  /** Goes through the archive's files once. */
  constructor(catalog: Catalog, archive: RawPath) {
    const beginnings: number[] = []
    const noted = function* (files: Iterable<CatalogFile>) {
      for (const file of files) {
        if (file.hash !== undefined) beginnings.push(beginningOf(file.hash))
        yield file
      }
    }
    this.#catalog = catalog
    this.#archive = archive
    this.indexBytes = archiveIndexBytes(noted(catalog.filesUnder(archive)))
    this.#beginnings = Float64Array.from(beginnings).sort()
  }

  /** A file of the archive with this content, offline or not. An empty file is nobody's copy. */
  holderOf({hash, algorithm, size}: CatalogFile): CatalogFile | undefined {
    if (hash === undefined || algorithm === undefined || size === 0 || !this.#mayHold(hash)) return undefined
    return this.#catalog.holders(hash, size, algorithm).find(({path}) => isWithin(path, this.#archive))
  }

  #mayHold(hash: string): boolean {
    if (this.#beginnings.length === 0) return false
    const sought = beginningOf(hash)
    let [low, high] = [0, this.#beginnings.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#beginnings[middle] ?? 0) < sought) low = middle + 1
      else high = middle
    }
    return this.#beginnings[low] === sought
  }
}

function beginningOf(hash: string): number {
  return Number.parseInt(hash.slice(0, DIGITS), 16)
}
