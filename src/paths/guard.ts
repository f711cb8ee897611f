/**
 * Recognises what lies in a master, and what lies in a run's target, however it is spelled: through symbolic links,
 * bind mounts, case variants or overlapping roots. Real path as the disk spells it, mount table, and device and inode of
 * every directory above.
 */
import {lstatSync} from 'node:fs'
import {errnoOf} from '../errors.ts'
import {dirname, isWithin, type RawPath, toBytes} from './bytes.ts'
import {ancestorsIdentity, type Identity, isSame, lstatOf, realPath, realPathOfNew} from './identity.ts'
import {isPlaceWithin, type Place, placeOf, readMounts} from './mounts.ts'
import {asSpelled} from './spelling.ts'

/** A directory as found on disk. */
interface Located {
  readonly real: RawPath
  readonly place: Place | undefined
  /** Of the directory and of all above it, innermost first. */
  readonly identities: readonly Identity[]
}

interface Root extends Located {
  readonly path: RawPath
}

type Mounts = Awaited<ReturnType<typeof readMounts>>

export class MasterGuard {
  readonly #masters: readonly Root[]
  readonly #mounts: Mounts
  readonly #located = new Map<RawPath, Located>()

  private constructor(masters: readonly Root[], mounts: Mounts) {
    this.#masters = masters
    this.#mounts = mounts
  }

  /** @throws errno errors, where a master is there but cannot be looked at: nothing is safe to move then */
  static async create(masters: readonly RawPath[]): Promise<MasterGuard> {
    const mounts = await readMounts()
    const roots: Root[] = []
    for (const path of masters) roots.push({path, ...(await locateMaster(path, mounts))})
    return new MasterGuard(roots, mounts)
  }

  /** Forgets what directories were seen: called between batches, for directories come and go. */
  forget(): void {
    this.#located.clear()
  }

  /** The master that `path` is, or lies in; the path need not exist. @throws errno errors */
  async protects(path: RawPath): Promise<RawPath | undefined> {
    const located = await this.#locateDirectoryOf(path)
    return this.#masters.find((master) => liesIn(located, master))?.path
  }

  /** Whether `path` is, or lies (or would lie) in, the existing directory `root`. @throws errno errors */
  async containedIn(root: RawPath, path: RawPath): Promise<boolean> {
    return liesIn(await this.#locateDirectoryOf(path), await this.#locate(root))
  }

  /** Of the path itself where it is a directory, else of the nearest directory above it that exists. */
  async #locateDirectoryOf(path: RawPath): Promise<Located> {
    const stats = this.#located.has(path) ? undefined : await lstatOf(path)
    let directory = this.#located.has(path) || stats?.isDirectory() ? path : dirname(path)
    while (directory !== '/' && directory !== '') {
      try {
        if (this.#located.has(directory) || isThere(directory)) return await this.#locate(directory)
      } catch (error) {
        if (errnoOf(error) !== 'ENOENT') throw error
      }
      directory = dirname(directory)
    }
    return await this.#locate(directory)
  }

  async #locate(directory: RawPath): Promise<Located> {
    const known = this.#located.get(directory)
    if (known) return known
    const located = await locate(directory, this.#mounts)
    this.#located.set(directory, located)
    return located
  }
}

/**
 * Most directories that are not there are only to be made, and to ask so takes a tenth of a failing look at a real path.
 * @throws errno errors, but for ENOENT
 */
function isThere(directory: RawPath): boolean {
  return lstatSync(toBytes(directory), {throwIfNoEntry: false}) !== undefined
}

async function locate(directory: RawPath, mounts: Mounts): Promise<Located> {
  const real = await asSpelled(await realPath(directory))
  return {real, place: placeOf(real, mounts), identities: await ancestorsIdentity(real)}
}

/** A master that is not there (not made yet, or its disk not mounted) still keeps others from being put under its name. */
async function locateMaster(path: RawPath, mounts: Mounts): Promise<Located> {
  try {
    return await locate(path, mounts)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return {real: await realPathOfNew(path), place: undefined, identities: []}
  }
}

function liesIn(inner: Located, outer: Located): boolean {
  const [self] = outer.identities
  return (
    isWithin(inner.real, outer.real) ||
    isPlaceWithin(inner.place, outer.place) ||
    (self !== undefined && inner.identities.some((identity) => isSame(identity, self)))
  )
}
