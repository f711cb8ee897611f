/**
 * What a watch has seen to be there, and goes on only with: a catalog on a disk that was unmounted would be made anew,
 * empty, and a library that nothing is known of with it.
 */
import {existsSync} from 'node:fs'
import {MediaStructError, type RawPath, toBytes, toText} from 'mediastruct'

export class Established {
  readonly #catalog: RawPath
  readonly #library: RawPath
  readonly #seen = new Set<RawPath>()

  constructor(catalog: RawPath, library: RawPath) {
    this.#catalog = catalog
    this.#library = library
  }

  /** After a round. */
  confirm(): void {
    for (const path of [this.#catalog, this.#library]) if (isThere(path)) this.#seen.add(path)
  }

  /** Before the next. @throws MediaStructError CATALOG_VANISHED, LIBRARY_VANISHED */
  assert(): void {
    this.#assert('CATALOG_VANISHED', 'catalog', this.#catalog)
    this.#assert('LIBRARY_VANISHED', 'library', this.#library)
  }

  #assert(code: string, what: string, path: RawPath): void {
    if (!this.#seen.has(path) || isThere(path)) return
    throw new MediaStructError(
      code,
      `The ${what} ${toText(path)} is not there any more. Is its disk mounted?`,
      {
        hint: 'Mount it. If the change is meant, start the watch again.',
      },
    )
  }
}

function isThere(path: RawPath): boolean {
  return existsSync(toBytes(path))
}
