/** A disc that came in already, under another id. */
import {
  type Catalog,
  Copies,
  forShell,
  join,
  MediaStructError,
  type RawPath,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {payloadOf} from '../contents.ts'
import {isForeign} from '../foreign.ts'
import type {ReadFile} from './read.ts'

/** Goes along with a reading: which volumes have each of its files, under the same path. */
export class Twins {
  readonly #catalog: Catalog
  #left: readonly VolumeRow[]

  /** @param volumes of the archive */
  constructor(catalog: Catalog, volumes: readonly VolumeRow[]) {
    const copies = new Copies(catalog.db)
    this.#catalog = catalog
    this.#left = volumes.filter((volume) => isForeign(copies, volume))
  }

  read({path, size, blake3}: ReadFile): void {
    this.#left = this.#left.filter((volume) => {
      const known = this.#catalog.get(join(payloadOf(volume), path))
      return known?.hash === blake3 && known.size === size
    })
  }

  /**
   * @param files that were read
   * @param isWhole nothing else was on it
   * @throws MediaStructError VOLUME_KNOWN
   */
  assertNone(files: number, isWhole: boolean, source: RawPath): void {
    const twin = this.#left.find((volume) => volume.files === files && (isWhole || volume.unread))
    if (twin) throw isTwin(twin, source, new Copies(this.#catalog.db))
  }
}

function isTwin(twin: VolumeRow, source: RawPath, copies: Copies): MediaStructError {
  const {id, archive, unread} = twin
  const from = forShell(toText(source))
  const [copy = 'b'] = copies.nextNames(twin, 1)
  const another = `Another disc of it is a copy of it: mediastruct volumes verify ${id}/${copy} --from ${from}`
  const more = `If more of it can be read now: mediastruct volumes add ${from} --id ${id}`
  return new MediaStructError('VOLUME_KNOWN', `This is ${id} of ${toText(archive)}, file by file.`, {
    hint: unread ? `${another}. ${more}` : another,
  })
}
