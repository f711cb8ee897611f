/** What this run files already, so that nothing is filed twice. */
import type {RawPath} from 'mediastruct'
import type {ReadFile} from './members.ts'
import type {Proof} from './proof.ts'

export interface FiledFile {
  /** In the drop. */
  readonly path: RawPath
  readonly place: RawPath
  /** It is no part of a package. */
  readonly isOpen: boolean
  /** Places of what is filed with it, its own among them, and of what that is put beside. */
  readonly together: readonly RawPath[]
}

export class Filed {
  readonly #proof: Proof
  /** By content: several where the hash takes them for one. */
  readonly #files = new Map<string, FiledFile[]>()

  constructor(proof: Proof) {
    this.#proof = proof
  }

  /** Empty files are nobody's copy. */
  note(file: ReadFile, {place, isOpen, together}: Omit<FiledFile, 'path'>): void {
    if (file.size === 0) return
    const filed = {path: file.path, place, isOpen, together}
    const equal = this.#files.get(contentOf(file))
    if (equal) equal.push(filed)
    else this.#files.set(contentOf(file), [filed])
  }

  /** Files of the same content that are really equal, the first one first. @param where of which alone something is asked */
  async equalTo(file: ReadFile, where: (filed: FiledFile) => boolean = () => true): Promise<FiledFile[]> {
    const equal: FiledFile[] = []
    for (const filed of this.#files.get(contentOf(file)) ?? []) {
      if (where(filed) && (await this.#proof.areEqual(file.path, filed.path))) equal.push(filed)
    }
    return equal
  }
}

function contentOf({hash, size}: ReadFile): string {
  return `${hash}:${size}`
}
