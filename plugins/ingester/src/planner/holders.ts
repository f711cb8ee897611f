/** Who holds a content already: the index says so; whether it can be looked at now, the disk does. */
import {lstatSync} from 'node:fs'
import {type Catalog, type CatalogFile, isWithin, type RawPath, toBytes} from 'mediastruct'
import type {Member} from './members.ts'
import type {Proof} from './proof.ts'

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
  readonly proof: Proof
}

export class Holders {
  readonly #options: HoldersOptions

  constructor(options: HoldersOptions) {
    this.#options = options
  }

  /** A holder at hand, where there is one that really is; else what can't be looked at now. Empty files are nobody's copy. */
  async of({path, hash, size}: Pick<Member, 'path' | 'hash' | 'size'>): Promise<Holder | undefined> {
    if (size === 0) return undefined
    const {catalog, algorithm, trees, asides = [], proof} = this.#options
    const lies = (file: CatalogFile, roots: readonly RawPath[]) =>
      roots.some((root) => isWithin(file.path, root))
    const holders = catalog
      .holders(hash, size, algorithm)
      .map((file) => ({file, path: file.path, atHand: isAtHand(file)}))
      .filter(({file, atHand}) => lies(file, trees) || (atHand && lies(file, asides)))
    for (const holder of holders.filter(({atHand}) => atHand)) {
      if (await proof.areEqual(path, holder.path)) return {path: holder.path, atHand: true}
    }
    const elsewhere = holders.find(({atHand}) => !atHand)
    return elsewhere && {path: elsewhere.path, atHand: false}
  }
}

function isAtHand({path, size, mtimeNs, offline}: CatalogFile): boolean {
  if (offline) return false
  const stats = lstatSync(toBytes(path), {bigint: true, throwIfNoEntry: false})
  return stats?.isFile() === true && stats.size === BigInt(size) && stats.mtimeNs === mtimeNs
}
