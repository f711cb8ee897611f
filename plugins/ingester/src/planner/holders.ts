/** Who holds a content already: the index says so; whether it can be looked at now, the disk does. */
import {lstatSync} from 'node:fs'
import {type Catalog, type CatalogFile, isWithin, type RawPath, toBytes} from 'mediastruct'
import type {Member} from './members.ts'

export interface Holder {
  readonly path: RawPath
  /** It is there, and looks as the index says. What is not at hand counts, but justifies no move. */
  readonly atHand: boolean
}

export interface HoldersOptions {
  readonly catalog: Pick<Catalog, 'holders'>
  readonly algorithm: string
  /** Library, archive and masters. */
  readonly trees: readonly RawPath[]
  /** Directories that are never crawled here: what the index knows of them counts only while it is at hand. */
  readonly asides?: readonly RawPath[]
}

export class Holders {
  readonly #options: HoldersOptions

  constructor(options: HoldersOptions) {
    this.#options = options
  }

  /** A holder at hand, where there is one. Empty files are nobody's copy. */
  of({hash, size}: Pick<Member, 'hash' | 'size'>): Holder | undefined {
    if (size === 0) return undefined
    const {catalog, algorithm, trees, asides = []} = this.#options
    const lies = (file: CatalogFile, roots: readonly RawPath[]) =>
      roots.some((root) => isWithin(file.path, root))
    const holders = catalog
      .holders(hash, size, algorithm)
      .map((file) => ({file, path: file.path, atHand: isAtHand(file)}))
      .filter(({file, atHand}) => lies(file, trees) || (atHand && lies(file, asides)))
    const best = holders.find(({atHand}) => atHand) ?? holders[0]
    return best && {path: best.path, atHand: best.atHand}
  }
}

function isAtHand({path, size, mtimeNs, offline}: CatalogFile): boolean {
  if (offline) return false
  const stats = lstatSync(toBytes(path), {bigint: true, throwIfNoEntry: false})
  return stats?.isFile() === true && stats.size === BigInt(size) && stats.mtimeNs === mtimeNs
}
