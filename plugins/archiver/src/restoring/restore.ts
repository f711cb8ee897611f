/**
 * Brings files back from volumes: from their directories, from the copies that are given, from images that are still there,
 * and from the fewest discs beyond that somebody has to fetch.
 */
import {
  errnoOf,
  fileFailure,
  type Host,
  MediaStructError,
  type Progress,
  type RawPath,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {askFor} from '../burning/ask.ts'
import {openSource, type Source} from '../imaging/sources.ts'
import type {Hashes} from './content.ts'
import {type Disc, discsFor, discText} from './discs.ts'
import {isMedium} from './given.ts'
import {type Job, type Shelf, waiting} from './jobs.ts'
import {takeFrom} from './take.ts'
import {type Identified, identified} from './which.ts'

export interface RestoreOptions {
  readonly host: Host
  readonly jobs: readonly Job[]
  readonly volumes: readonly VolumeRow[]
  readonly shelf: Shelf
  readonly hashes: Hashes
  /** Drives, or what stands for them, that the next disc is put into; none: nobody is asked. */
  readonly drives: readonly RawPath[]
}

export class Restoring {
  readonly #options: RestoreOptions
  #progress: Progress
  /** The target takes no more. */
  #isFull = false

  constructor(options: RestoreOptions) {
    this.#options = options
    this.#progress = this.#begun()
  }

  #begun(): Progress {
    const progress = this.#options.host.reporter.progress('restore')
    const todo = waiting(this.#options.jobs)
    progress.total(
      todo.length,
      todo.reduce((sum, {wanted}) => sum + wanted.size, 0),
    )
    return progress
  }

  /**
   * What is not waiting any more afterwards came, or can't.
   * @returns whether it went through: it was not interrupted, and the target took all
   */
  async run(given: readonly Identified[]): Promise<boolean> {
    try {
      await this.#fromDirectories()
      for (const one of given) await this.#fromGiven(one)
      await this.#fromImages()
      while (await this.#nextDisc());
      return !this.#isOver()
    } finally {
      this.#progress.end()
    }
  }

  async #fromDirectories(): Promise<void> {
    for (const volume of this.#volumesOf(waiting(this.#options.jobs))) {
      const {directory} = this.#options.shelf.of(volume)
      if (directory === undefined) continue
      await this.#fromOwn(directory, volume)
    }
  }

  async #fromImages(): Promise<void> {
    for (const volume of this.#volumesOf(waiting(this.#options.jobs)))
      for (const image of this.#options.shelf.of(volume).images) await this.#fromOwn(image, volume)
  }

  /** One that can't be opened is no reason to end: there may be others. */
  async #fromOwn(path: RawPath, volume: VolumeRow): Promise<void> {
    const jobs = waiting(this.#options.jobs).filter(({wanted}) =>
      wanted.places.some((place) => place.volume === volume),
    )
    if (jobs.length === 0 || this.#isOver()) return
    await this.#open(path, async (source) => {
      await this.#take({source, volumes: [volume], isNamed: true}, jobs)
    })
  }

  async #open(path: RawPath, use: (source: Source) => Promise<void>): Promise<void> {
    const source = await openSource(path).catch((error: unknown) => this.#warn(path, error))
    if (source === undefined) return
    try {
      await use(source)
    } finally {
      await source.close()
    }
  }

  /** @throws what is no failure of what was to be opened */
  #warn(path: RawPath, error: unknown): undefined {
    const isOurs = error instanceof MediaStructError
    if (!isOurs && errnoOf(error) === undefined) throw error
    const message = isOurs ? error.message : `${toText(path)} can't be opened: ${fileFailure(error).message}`
    this.#options.host.reporter.warn(message)
    return undefined
  }

  async #fromGiven(one: Identified): Promise<void> {
    const jobs = waiting(this.#options.jobs)
    try {
      const met = await this.#take(one, jobs)
      if (met === 0 && jobs.length > 0 && !this.#isOver())
        this.#options.host.reporter.warn(`${toText(one.source.path)} holds nothing of what is still wanted.`)
    } finally {
      // The next disc is put into the same drive.
      await one.source.close()
    }
    if (one.isNamed && (await isMedium(one.source.path)))
      for (const volume of one.volumes) this.#options.shelf.noteGiven(volume)
  }

  /** @returns how many files it was asked for and had */
  async #take(one: Identified, jobs: readonly Job[]): Promise<number> {
    if (this.#isOver()) return 0
    const {hashes, host} = this.#options
    const taken = await takeFrom(one, jobs, {hashes, progress: this.#progress, signal: host.signal})
    this.#isFull ||= taken.isFull
    return taken.met
  }

  /** @returns false: none is needed, or nobody is there to put one in */
  async #nextDisc(): Promise<boolean> {
    const {host, jobs, volumes, shelf, drives} = this.#options
    const [disc] = drives.length > 0 && !this.#isOver() ? discsFor(waiting(jobs), volumes, shelf) : []
    if (!disc) return false
    const into = drives.map(toText).join(' or ')
    for (;;) {
      const what = `Put ${discText(disc)} into ${into}.`
      // What is drawn anew would hide the question, and waiting is no work.
      this.#progress.end()
      if (!(await askFor(host.reporter, what, host.signal))) return false
      this.#progress = this.#begun()
      if (await this.#readDrives(disc)) return true
    }
  }

  /** @returns whether the disc that was asked for was there */
  async #readDrives({volume}: Disc): Promise<boolean> {
    const {drives, host, shelf, volumes: known} = this.#options
    let isIt = false
    for (const drive of drives) {
      await this.#open(drive, async (source) => {
        const one = await identified(source, known)
        const {volumes, isNamed} = one
        await this.#take(one, waiting(this.#options.jobs))
        for (const held of isNamed ? volumes : [volume]) shelf.noteAsked(held)
        isIt ||= volumes.includes(volume)
        if (volumes.includes(volume)) return
        host.reporter.warn(`${toText(drive)} holds ${volumes.map(({id}) => id).join()}, not ${volume.id}.`)
      })
    }
    return isIt
  }

  #volumesOf(jobs: readonly Job[]): VolumeRow[] {
    const held = new Set(jobs.flatMap(({wanted}) => wanted.places.map(({volume}) => volume)))
    return this.#options.volumes.filter((volume) => held.has(volume))
  }

  #isOver(): boolean {
    return this.#isFull || this.#options.host.signal.aborted
  }
}
