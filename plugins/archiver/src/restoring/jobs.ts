/** A file on its way back, and how it ended. */
import type {Copies, CopyRow, RawPath, VolumeRow} from 'mediastruct'
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
  /** What was wrong with it in each source that was tried. */
  readonly problems: string[]
  /** Why no source can help: its own place. */
  failure: {readonly code: string; readonly message: string} | undefined
}

/** What is known of each volume's media, and how many of them were read in vain. */
export class Shelf {
  readonly #copies: Copies
  readonly #media = new Map<VolumeRow, Media>()
  readonly #tried = new Map<VolumeRow, number>()

  constructor(copies: Copies) {
    this.#copies = copies
  }

  of(volume: VolumeRow): Media {
    const known = this.#media.get(volume) ?? mediaOf(this.#copies, volume)
    this.#media.set(volume, known)
    return known
  }

  /** A disc of it was read: it gave what it could. */
  noteTried(volume: VolumeRow): void {
    this.#tried.set(volume, (this.#tried.get(volume) ?? 0) + 1)
  }

  /** Media of it that may be worth fetching still; damaged ones where there is no other. */
  left(volume: VolumeRow): readonly CopyRow[] {
    const {written, damaged} = this.of(volume)
    const tried = this.#tried.get(volume) ?? 0
    if (tried < written.length) return written
    return tried < written.length + damaged.length ? damaged : []
  }

  hasGood(volume: VolumeRow): boolean {
    return (this.#tried.get(volume) ?? 0) < this.of(volume).written.length
  }
}

/** Files that still have to come. */
export function waiting(jobs: readonly Job[]): Job[] {
  return jobs.filter(({state}) => state === 'waiting')
}
