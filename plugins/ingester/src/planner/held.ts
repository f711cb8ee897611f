/** Who has the content of a file of the drop: another that this run files, or one that was there before. */
import type {RawPath} from 'mediastruct'
import type {Filed} from './filed.ts'
import type {Holders} from './holders.ts'
import type {ReadFile} from './members.ts'

export interface Held {
  /** Of the file that has it. */
  readonly path: RawPath
  /** It can be read again before anything leaves for its sake. */
  readonly atHand: boolean
  /** It lies in the drop, and this run files it. */
  readonly isNew: boolean
  /** Where it lies, or will, in a directory that this run may put files into. */
  readonly place: RawPath | undefined
  /** The same, where files may be put beside it: it is no part of a package. */
  readonly beside: RawPath | undefined
}

export class Holdings {
  readonly #holders: Holders
  readonly #filed: Filed

  constructor(holders: Holders, filed: Filed) {
    this.#holders = holders
    this.#filed = filed
  }

  /** The one that others may best be put beside. */
  async of(file: ReadFile): Promise<Held | undefined> {
    const all = await this.all(file)
    return all.find(({beside}) => beside !== undefined) ?? all[0]
  }

  async all(file: ReadFile): Promise<Held[]> {
    const filed = await this.#filed.equalTo(file)
    const holders = await this.#holders.all(file)
    return [
      ...filed.map(({path, place, isOpen}) => ({
        path,
        atHand: false,
        isNew: true,
        place,
        beside: isOpen ? place : undefined,
      })),
      ...holders.map(({path, atHand, isOurs, isOpen}) => ({
        path,
        atHand,
        isNew: false,
        place: isOurs ? path : undefined,
        beside: isOpen ? path : undefined,
      })),
    ]
  }
}
