/** A file on its way back, and how it ended. */
import type {Copies, CopyRow, RawPath, VolumeRow} from 'mediastruct'
import type {Source} from '../imaging/sources.ts'
import {type Media, mediaOf} from '../media.ts'
import type {Content} from './content.ts'
import type {Wanted} from './wanted.ts'

/** `present`: it was there already. `waiting`: nothing was wrong with it, and it did not come yet. */
export type JobState = 'waiting' | 'present' | 'restored' | 'failed'

export interface Job {
  readonly wanted: Wanted
  readonly content: Content | undefined
  /** Absolute. */
  to: RawPath
  state: JobState
  /** The source that gave it. */
  from: RawPath | undefined
  readonly problems: Problem[]
  /** Why no source can help: its own place. */
  failure: {readonly code: string; readonly message: string} | undefined
}

/** What was wrong with a file in a source that was tried. */
export interface Problem {
  readonly source: Pick<Source, 'path' | 'isDirectory'>
  /** Those that the source may be a copy of. */
  readonly volumes: readonly VolumeRow[]
  /** As a sentence without its subject. */
  readonly what: string
}

/** What is known of each volume's media, and how many of them were read in vain. */
export class Shelf {
  readonly #copies: Copies
  readonly #media = new Map<VolumeRow, Media>()
  /** Discs that came as they were asked for. */
  readonly #asked = new Map<VolumeRow, number>()
  /** Discs that the user named: nobody knows which of the copies they are. */
  readonly #given = new Map<VolumeRow, number>()

  constructor(copies: Copies) {
    this.#copies = copies
  }

  of(volume: VolumeRow): Media {
    const known = this.#media.get(volume) ?? mediaOf(this.#copies, volume)
    this.#media.set(volume, known)
    return known
  }

  /** A disc of it that was asked for was read: it gave what it could. */
  noteAsked(volume: VolumeRow): void {
    this.#asked.set(volume, (this.#asked.get(volume) ?? 0) + 1)
  }

  /** A disc of it was read that may be any copy. */
  noteGiven(volume: VolumeRow): void {
    this.#given.set(volume, (this.#given.get(volume) ?? 0) + 1)
  }

  /** Media of it that may be worth fetching still, the good ones first; damaged ones where no good one need be left. */
  left(volume: VolumeRow): readonly CopyRow[] {
    const {written, damaged} = this.of(volume)
    const {asked, tried} = this.#triedOf(volume)
    if (tried < written.length) return written
    if (tried >= written.length + damaged.length) return []
    return asked < written.length ? [...written, ...damaged] : damaged
  }

  hasGood(volume: VolumeRow): boolean {
    const {written, damaged} = this.of(volume)
    const {asked, tried} = this.#triedOf(volume)
    return asked < written.length && tried < written.length + damaged.length
  }

  #triedOf(volume: VolumeRow): {asked: number; tried: number} {
    const asked = this.#asked.get(volume) ?? 0
    return {asked, tried: asked + (this.#given.get(volume) ?? 0)}
  }
}

/** Files that still have to come. */
export function waiting(jobs: readonly Job[]): Job[] {
  return jobs.filter(({state}) => state === 'waiting')
}
