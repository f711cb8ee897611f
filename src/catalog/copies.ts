/**
 * Copies of volumes: in which state each is, where it is kept, what was burned and what was found when it was read back.
 * Every change is an event that stays (`volume-events.ts`); which change may follow which is a table (`copy-states.ts`).
 */
import {MediaStructError} from '../errors.ts'
import {toBytes} from '../paths/bytes.ts'
import {copyName, freeNames} from './copy-names.ts'
import {bestOf, type CopyAction, type CopyState, isReadBack, nextState} from './copy-states.ts'
import {type Database, type SqlRow, toNumber} from './database.ts'
import {lastVerifiedMs} from './last-verified.ts'
import {
  type CopyCheck,
  type EventDetails,
  type ImageFacts,
  type NewVolumeEvent,
  type VolumeEventName,
  type VolumeEventRow,
  VolumeEvents,
  type VolumeKey,
} from './volume-events.ts'
import {type VolumeState, Volumes} from './volumes.ts'

/** One medium that a volume was, or is to be, written to. */
export interface CopyRow {
  /** `a`, `b`, … or a word. */
  readonly name: string
  readonly state: CopyState
  /** Where it is kept, as the user calls it. */
  readonly where: string | undefined
  /** ms since 1970; undefined: nothing was done for it yet. */
  readonly changedMs: number | undefined
  /** The state comes of an index that was read: this catalog never saw the medium, and counts on nothing. */
  readonly adopted: boolean
}

/** What a change did, for those who are told of it. */
export interface CopyChange {
  readonly volume: string
  readonly copy: string | undefined
  readonly from: CopyState | VolumeState
  readonly state: CopyState | VolumeState
  readonly volumeFrom: VolumeState
  readonly volumeState: VolumeState
}

export interface BurnFacts {
  /** `burn` where we wrote it; `mark`, `add` where somebody else did. */
  readonly by: 'burn' | 'mark' | 'add'
  readonly where?: string | undefined
  /** SHA-256 of the image that was written. */
  readonly image?: string | undefined
}

/** Where an event comes from, and what the user said of the copy. */
export interface Said {
  readonly by: string
  readonly where?: string | undefined
  readonly reason?: string | undefined
}

/** Changes want a catalog that was opened for writing; each is one transaction. */
export class Copies {
  readonly #db: Database
  readonly events: VolumeEvents

  /** @param now ms since 1970 */
  constructor(db: Database, now: () => number = Date.now) {
    this.#db = db
    this.events = new VolumeEvents(db, now)
  }

  /** Copies that something was ever done for, by name. */
  of({archive, id}: VolumeKey): CopyRow[] {
    return this.#db
      .query(
        'SELECT name, state, place, changed_ms, adopted FROM copies WHERE archive = ? AND volume = ? ORDER BY name',
      )
      .all(toBytes(archive), id)
      .map(copyOf)
  }

  /** One that nothing was done for yet is `unburned`. @throws MediaStructError BAD_COPY */
  get(volume: VolumeKey, copy: string): CopyRow {
    const name = copyName(copy)
    return this.of(volume).find((known) => known.name === name) ?? unburned(name)
  }

  /** Names for `count` more media: see `freeNames`. */
  nextNames(volume: VolumeKey, count: number): string[] {
    return freeNames(this.of(volume), this.events.of(volume), count)
  }

  /** Images of a volume that were made and read back, oldest first. */
  images(volume: VolumeKey): (ImageFacts & {readonly atMs: number})[] {
    return this.events.of(volume).flatMap(({image, atMs}) => (image ? [{...image, atMs}] : []))
  }

  /** The image that a copy was burned from, else the volume's newest. */
  imageOf(volume: VolumeKey, copy: string): ImageFacts | undefined {
    const name = copyName(copy)
    const burned = this.events.of(volume).findLast((event) => event.copy === name && event.event === 'burned')
    const images = this.images(volume)
    return images.findLast(({sha256}) => sha256 === burned?.burnedImage) ?? images.at(-1)
  }

  /**
   * An image was made and every file in it read back. From now on nothing is added to the volume, or taken out of it.
   * @param copy the medium that it is meant for; by default the next one
   * @throws MediaStructError BAD_COPY, COPY_STATE where that one is burned already
   */
  imaged(volume: VolumeKey, image: ImageFacts, copy = this.#next(volume)): CopyChange {
    return this.#act(volume, copy, 'image', 'imaged', {by: 'image', image})
  }

  /** @throws MediaStructError BAD_COPY, COPY_STATE where we are to write over what is burned already */
  burned(volume: VolumeKey, copy: string, {by, where, image}: BurnFacts): CopyChange {
    const details = {by, where, burnedImage: image}
    return this.#act(volume, copy, by, 'burned', details)
  }

  /** Writing it failed, or was cancelled, or the user says that it is no good. @throws MediaStructError BAD_COPY */
  failed(volume: VolumeKey, copy: string, said: Said): CopyChange {
    return this.#act(volume, copy, 'fail', 'failed', said)
  }

  /** @throws MediaStructError BAD_COPY */
  lost(volume: VolumeKey, copy: string, said: Said): CopyChange {
    return this.#act(volume, copy, 'lose', 'lost', said)
  }

  /**
   * The medium was read and compared with what was written: the only way to `verified`, and all of it must have been read.
   * A check that was broken off is none.
   * @throws MediaStructError BAD_COPY
   */
  checked(
    volume: VolumeKey,
    copy: string,
    check: CopyCheck,
    {by, where}: Pick<Said, 'where'> & {by: 'verify' | 'burn'},
  ): CopyChange {
    const whole = check.subset === undefined || check.subset.of === 1
    const action = check.result === 'damaged' ? 'damage' : whole ? 'pass' : 'pass-part'
    const {subset, ...rest} = check
    return this.#act(volume, copy, action, 'checked', {by, where, check: whole ? rest : {...rest, subset}})
  }

  /** The user may delete the volume's directory: what was in it lies on media alone. Who calls this has seen to that. */
  released(volume: VolumeKey): CopyChange {
    return this.#db.transaction(() => {
      const from = this.#volumeState(volume)
      this.events.add({
        ...ofVolume(volume),
        copy: undefined,
        event: 'released',
        state: 'offline',
        by: 'release',
      })
      this.#refreshVolume(volume)
      return {
        volume: volume.id,
        copy: undefined,
        from,
        state: 'offline',
        volumeFrom: from,
        volumeState: 'offline',
      }
    })
  }

  isReleased({archive, id}: VolumeKey): boolean {
    return (
      this.#db
        .query("SELECT 1 FROM volume_events WHERE archive = ? AND volume = ? AND event = 'released' LIMIT 1")
        .get(toBytes(archive), id) !== undefined
    )
  }

  /** When it was last read back whole, or in parts; ms since 1970. As it is told where all of the copy is. */
  verifiedMs(volume: VolumeKey, copy: string): number | undefined {
    const {name, adopted: isTold} = this.get(volume, copy)
    const counted = this.events.of(volume).filter(({adopted}) => isTold || !adopted)
    return lastVerifiedMs(counted, name)
  }

  /** Copies that were read back whole from their medium, by us. */
  verified(volume: VolumeKey): CopyRow[] {
    return this.of(volume).filter(isVerified)
  }

  /**
   * Takes over what an index tells of copies; what is known already stays. A state that comes of it counts as not re-read.
   * @returns how many events were new
   */
  adopt(events: Iterable<Omit<VolumeEventRow, 'adopted'>>): number {
    return this.#db.transaction(() => {
      const touched = new Map<string, VolumeKey & {copies: Set<string>}>()
      let added = 0
      for (const event of events) {
        if (!this.events.adopt(event)) continue
        added++
        const {archive, volume: id, copy} = event
        const key = JSON.stringify([archive, id])
        const volume = touched.get(key) ?? {archive, id, copies: new Set()}
        if (copy !== undefined) volume.copies.add(copy)
        touched.set(key, volume)
      }
      for (const volume of touched.values()) {
        const known = this.events.of(volume)
        for (const copy of volume.copies) this.#putCopy(volume, copy, known)
        this.#refreshVolume(volume)
      }
      return added
    })
  }

  #next(volume: VolumeKey): string {
    return this.nextNames(volume, 1)[0] ?? 'a'
  }

  /** @throws MediaStructError BAD_COPY, COPY_STATE */
  #act(
    volume: VolumeKey,
    copy: string,
    action: CopyAction,
    event: VolumeEventName,
    details: EventDetails,
  ): CopyChange {
    const name = copyName(copy)
    return this.#db.transaction(() => {
      const from = seenState(this.get(volume, name))
      const state = nextState(from, action)
      if (typeof state === 'object') {
        throw new MediaStructError('COPY_STATE', `${volume.id}/${name} ${state.because}`, {
          hint: `"mediastruct volumes show ${volume.id}" shows its copies.`,
        })
      }
      const volumeFrom = this.#volumeState(volume)
      this.events.add({...ofVolume(volume), copy: name, event, state, ...details})
      this.#putCopy(volume, name, this.events.of(volume))
      if (action === 'pass') new Volumes(this.#db).markRead(volume)
      const volumeState = this.#refreshVolume(volume)
      return {volume: volume.id, copy: name, from, state, volumeFrom, volumeState}
    })
  }

  /** A copy is what the last event of it says; it is kept where the user said last. */
  #putCopy({archive, id}: VolumeKey, name: string, events: readonly VolumeEventRow[]): void {
    const own = events.filter(({copy}) => copy === name)
    const last = own.at(-1)
    if (last === undefined) return
    const place = own.findLast(({where}) => where !== undefined)?.where ?? null
    this.#db
      .query(
        'INSERT OR REPLACE INTO copies (archive, volume, name, state, place, changed_ms, adopted) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(toBytes(archive), id, name, last.state, place, last.atMs, last.adopted ? 1 : 0)
  }

  /** States of media that are known of, while nobody knows which copy they are. */
  #unnamed(volume: VolumeKey): CopyState[] {
    return this.events
      .of(volume)
      .flatMap(({copy, event, state}) =>
        copy === undefined && event === 'imported' && state !== 'offline' ? [state] : [],
      )
  }

  /** That copies are lost or no good, which nothing was ever done for, leaves a volume as it is: there never was one. */
  #states(volume: VolumeKey): CopyState[] {
    const isSaid = ({event, by}: VolumeEventRow) => by === 'mark' && event !== 'burned'
    if (this.events.of(volume).every(isSaid)) return []
    return [...this.of(volume).map((copy) => copy.state), ...this.#unnamed(volume)]
  }

  #volumeState({archive, id}: VolumeKey): VolumeState {
    const state = this.#db
      .query("SELECT record ->> 'state' FROM volumes WHERE archive = ? AND id = ?")
      .get(toBytes(archive), id)?.[0]
    if (typeof state === 'string') return state as VolumeState
    throw new MediaStructError('UNKNOWN_VOLUME', `There is no volume ${id}.`, {
      hint: '"mediastruct volumes list" lists them.',
    })
  }

  /** A volume shows the best of its copies, and of media that nobody has named yet, until it is released. */
  #refreshVolume(volume: VolumeKey): VolumeState {
    const state = this.isReleased(volume) ? 'offline' : bestOf(this.#states(volume))
    this.#db
      .query("UPDATE volumes SET record = json_set(record, '$.state', ?) WHERE archive = ? AND id = ?")
      .run(state, toBytes(volume.archive), volume.id)
    return state
  }
}

function ofVolume({archive, id}: VolumeKey): Pick<NewVolumeEvent, 'archive' | 'volume'> {
  return {archive, volume: id}
}

/** Read back whole, by us. */
export function isVerified({state, adopted}: CopyRow): boolean {
  return isReadBack(state) && !adopted
}

/** What an index tells of a reading proves nothing: only what we read goes on from one to the next. */
function seenState({state, adopted}: CopyRow): CopyState {
  return adopted && isReadBack(state) ? 'burned' : state
}

function unburned(name: string): CopyRow {
  return {name, state: 'unburned', where: undefined, changedMs: undefined, adopted: false}
}

function copyOf([name, state, place, changedMs, adopted]: SqlRow): CopyRow {
  return {
    name: String(name),
    state: state as CopyState,
    where: place === null ? undefined : String(place),
    changedMs: toNumber(changedMs),
    adopted: toNumber(adopted) === 1,
  }
}
