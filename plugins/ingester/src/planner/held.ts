/** Who has the content of a file of the drop: another that this run files, or one that was there before. */
import type {RawPath} from 'mediastruct'
import {type Copy, copyOf, liesBeside, mayLieBeside} from './beside.ts'
import type {Filed, FiledFile} from './filed.ts'
import type {Holder, Holders} from './holders.ts'
import type {Member, ReadFile} from './members.ts'

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
  readonly #holders: Pick<Holders, 'all'>
  readonly #filed: Pick<Filed, 'equalTo'>

  constructor(holders: Pick<Holders, 'all'>, filed: Pick<Filed, 'equalTo'>) {
    this.#holders = holders
    this.#filed = filed
  }

  /**
   * Of each member that is held, the one that others may best be put beside. Notes of many pictures may be equal: one is
   * held only where it lies beside a copy of a picture of its own asset.
   */
  async ofAsset(members: readonly Member[]): Promise<Map<Member, Held>> {
    const held = new Map<Member, Held>()
    const copies: Copy[] = []
    for (const picture of members.filter(({isNote}) => !isNote)) {
      const all = openFirst(await this.all(picture))
      const [best] = all
      if (best) held.set(picture, best)
      copies.push(...all.map(({path, place}) => copyOf(place ?? path, picture)))
    }
    for (const note of copies.length > 0 ? members.filter(({isNote}) => isNote) : []) {
      const holder = await this.#beside(copies, note)
      if (holder) held.set(note, holder)
    }
    return held
  }

  async all(file: ReadFile): Promise<Held[]> {
    const filed = await this.#filed.equalTo(file)
    const holders = await this.#holders.all(file)
    return [...filed.map(asFiled), ...holders.map(asHeld)]
  }

  /** Only what may lie beside a copy is looked at: there may be thousands that are equal. */
  async #beside(copies: readonly Copy[], note: Member): Promise<Held | undefined> {
    const places = new Set(copies.map(({place}) => place))
    const [filed] = await this.#filed.equalTo(note, ({together}) => together.some((one) => places.has(one)))
    const holders = await this.#holders.all(note, (path) => copies.some((copy) => mayLieBeside(path, copy)))
    const lying = copies.flatMap((copy) => holders.filter(({path}) => liesBeside(path, copy)))
    return openFirst([...(filed ? [asFiled(filed)] : []), ...lying.map(asHeld)])[0]
  }
}

function openFirst(all: readonly Held[]): Held[] {
  const isOpen = ({beside}: Held) => beside !== undefined
  return [...all.filter(isOpen), ...all.filter((held) => !isOpen(held))]
}

function asFiled({path, place, isOpen}: FiledFile): Held {
  return {path, atHand: false, isNew: true, place, beside: isOpen ? place : undefined}
}

function asHeld({path, atHand, isOurs, isOpen}: Holder): Held {
  return {
    path,
    atHand,
    isNew: false,
    place: isOurs ? path : undefined,
    beside: isOpen ? path : undefined,
  }
}
