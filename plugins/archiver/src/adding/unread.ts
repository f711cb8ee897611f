/** What of a medium was never read, over one reading and the next. */
import {dirname, type Failure, type RawPath, relativeTo} from 'mediastruct'

/** Goes along with a reading. */
export class Unread {
  readonly #source: RawPath
  readonly #left: Set<RawPath>

  /** @param before below the medium's root: what earlier readings could not read */
  constructor(source: RawPath, before: readonly RawPath[] = []) {
    this.#source = source
    this.#left = new Set(before)
  }

  /** A file was read: it, and what it lies in, could be. */
  read(file: RawPath): void {
    for (let path = file; this.#left.size > 0; path = dirname(path)) {
      this.#left.delete(path)
      if (path === '') return
    }
  }

  /** @param isKnown whether a file was read once, in whatever reading */
  after(errors: readonly Failure[], isKnown: (file: RawPath) => boolean): RawPath[] {
    const now = errors.map(({path}) => relativeTo(this.#source, path))
    return [...this.#left.union(new Set(now.filter((path) => !isKnown(path))))].sort()
  }
}
