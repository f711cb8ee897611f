/** Who holds a content already: the index says so; whether it can be looked at now, the disk does. */
import {lstatSync} from 'node:fs'
import {
  type Catalog,
  type CatalogFile,
  entryFinder,
  isWithin,
  packageOf,
  type RawPath,
  toBytes,
} from 'mediastruct'
import type {ReadFile} from './members.ts'
import type {Proof} from './proof.ts'

export interface Holder {
  readonly path: RawPath
  /** It is there, and looks as the index says. What is not at hand counts, but justifies no move. */
  readonly atHand: boolean
  /** This run may put files into its directory. */
  readonly isOurs: boolean
  /** And beside it: it is no part of a package. */
  readonly isOpen: boolean
}

export interface HoldersOptions {
  readonly catalog: Pick<Catalog, 'holders'>
  readonly algorithm: string
  /** Library, archive and masters. */
  readonly trees: readonly RawPath[]
  /** Those of them, and of `asides`, that this run may put files into. */
  readonly open: readonly RawPath[]
  /** Directories that are never crawled here: what the index knows of them counts only while it is at hand. */
  readonly asides?: readonly RawPath[]
  readonly proof: Proof
}

export class Holders {
  readonly #options: HoldersOptions
  readonly #holds = entryFinder()

  constructor(options: HoldersOptions) {
    this.#options = options
  }

  /**
   * Those at hand that really are equal, where there are any; else those that can't be looked at now. Empty files are
   * nobody's copy.
   * @param where of which paths alone something is asked
   */
  async all(
    {path, hash, size}: Pick<ReadFile, 'path' | 'hash' | 'size'>,
    where: (path: RawPath) => boolean = () => true,
  ): Promise<Holder[]> {
    if (size === 0) return []
    const {catalog, algorithm, trees, asides = [], proof} = this.#options
    const lies = (file: CatalogFile, roots: readonly RawPath[]) =>
      roots.some((root) => isWithin(file.path, root))
    const known = catalog
      .holders(hash, size, algorithm)
      .filter((file) => where(file.path))
      .map((file) => ({file, path: file.path, atHand: isAtHand(file)}))
      .filter(({file, atHand}) => lies(file, trees) || (atHand && lies(file, asides)))
    const holders: Holder[] = []
    for (const holder of known.filter(({atHand}) => atHand)) {
      if (!(await proof.areEqual(path, holder.path))) continue
      holders.push({path: holder.path, atHand: true, ...this.#room(holder.path)})
    }
    if (holders.length > 0) return holders
    const elsewhere = known.filter(({atHand}) => !atHand)
    return elsewhere.map((holder) => ({path: holder.path, atHand: false, isOurs: false, isOpen: false}))
  }

  #room(path: RawPath): Pick<Holder, 'isOurs' | 'isOpen'> {
    const root = this.#options.open.find((open) => isWithin(path, open))
    const isOpen = root !== undefined && packageOf(path, root, this.#holds) === undefined
    return {isOurs: root !== undefined, isOpen}
  }
}

function isAtHand({path, size, mtimeNs, offline}: CatalogFile): boolean {
  if (offline) return false
  const stats = lstatSync(toBytes(path), {bigint: true, throwIfNoEntry: false})
  return stats?.isFile() === true && stats.size === BigInt(size) && stats.mtimeNs === mtimeNs
}
