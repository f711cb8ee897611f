/** Copies that are plain directories or image files: what lies in a directory that is to be wiped would go with it. */
import type {Catalog} from '../catalog/catalog.ts'
import {Copies} from '../catalog/copies.ts'
import {type VolumeRow, Volumes} from '../catalog/volumes.ts'
import {dirname, isWithin, join, type RawPath, relativeTo} from '../paths/bytes.ts'
import {ancestorsIdentity, type Identity, identityOf, isSame, lstatOf} from '../paths/identity.ts'

interface CopiesOf {
  readonly volume: VolumeRow
  /** Verified ones. */
  readonly count: number
  /** Where those lie that were read as directories. */
  readonly directories: readonly RawPath[]
  /** Those that are image files. */
  readonly images: readonly RawPath[]
}

export class CopiesInside {
  readonly #volumes: readonly CopiesOf[]
  readonly #directory: RawPath
  #identity: Promise<Identity> | undefined

  constructor(catalog: Catalog, directory: RawPath) {
    const copies = new Copies(catalog.db)
    this.#directory = directory
    this.#volumes = new Volumes(catalog.db).all().map((volume) => copiesOf(copies, volume))
  }

  /** Whether enough verified copies of a file of the archive lie elsewhere. */
  async leaves(file: RawPath, wanted: number): Promise<boolean> {
    const known = this.#volumes.find(({volume}) => isWithin(file, volume.path))
    if (!known) return false
    let left = known.count
    for (const directory of known.directories)
      if (await this.#holds(directory, relativeTo(known.volume.path, file))) left--
    for (const image of known.images) if (await this.#isInside(image)) left--
    return left >= wanted
  }

  /** @param below where a file lies in its volume: in `data/`, which discs of others have not */
  async #holds(copy: RawPath, below: RawPath): Promise<boolean> {
    const bare = below.slice(below.indexOf('/') + 1) as RawPath
    return (await this.#isInside(join(copy, below))) || (await this.#isInside(join(copy, bare)))
  }

  async #isInside(file: RawPath): Promise<boolean> {
    const found = await lstatOf(file)
    return found?.isFile() === true && (await this.#isAbove(dirname(file)))
  }

  async #isAbove(directory: RawPath): Promise<boolean> {
    this.#identity ??= identityOf(this.#directory)
    const itself = await this.#identity
    return (await ancestorsIdentity(directory)).some((one) => isSame(one, itself))
  }
}

/** Each where it was read last. */
function copiesOf(copies: Copies, volume: VolumeRow): CopiesOf {
  const verified = copies.verified(volume)
  const events = verified.length > 0 ? copies.events.of(volume) : []
  const read = verified.map(({name}) =>
    events.findLast(({copy, check, adopted}) => copy === name && !adopted && check?.result === 'ok'),
  )
  const directories = read.flatMap((event) => event?.check?.directory ?? [])
  return {
    volume,
    count: verified.length,
    directories,
    images: read.flatMap((event) => event?.check?.file ?? []),
  }
}
