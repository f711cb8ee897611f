/**
 * Brings files back from volumes: from their directories, from the copies that are given, from images that are still there,
 * and from the fewest discs beyond that somebody has to fetch.
 */
import {lstat} from 'node:fs/promises'
import {
  type Host,
  MediaStructError,
  type Progress,
  type RawPath,
  toBytes,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {askFor} from '../burning/ask.ts'
import {openSource, type Source} from '../imaging/sources.ts'
import type {Hashes} from './content.ts'
import {type Disc, discsFor, discText} from './discs.ts'
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
  readonly #progress: Progress
  /** The target takes no more. */
  #isFull = false

  constructor(options: RestoreOptions) {
    this.#options = options
    this.#progress = options.host.reporter.progress('restore')
  }

  /**
   * What is not waiting any more afterwards came, or can't.
   * @returns whether it went through: it was not interrupted, and the target took all
   */
  async run(given: readonly Identified[]): Promise<boolean> {
    const todo = waiting(this.#options.jobs)
    this.#progress.total(
      todo.length,
      todo.reduce((sum, {wanted}) => sum + wanted.size, 0),
    )
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
    let source: Source
    try {
      source = await openSource(path)
    } catch (error) {
      if (!(error instanceof MediaStructError)) throw error
      return this.#options.host.reporter.warn(error.message)
    }
    try {
      await this.#take({source, volumes: [volume], isNamed: true}, jobs)
    } finally {
      await source.close()
    }
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
      for (const volume of one.volumes) this.#options.shelf.noteTried(volume)
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
      if (!(await askFor(host.reporter, what, host.signal))) return false
      if (await this.#readDrives(disc)) return true
    }
  }

  /** @returns whether the disc that was asked for was there */
  async #readDrives({volume}: Disc): Promise<boolean> {
    let isIt = false
    for (const drive of this.#options.drives) {
      try {
        const source = await openSource(drive)
        try {
          const one = await identified(source, this.#options.volumes)
          await this.#take(one, waiting(this.#options.jobs))
          for (const held of one.isNamed ? one.volumes : [volume]) this.#options.shelf.noteTried(held)
          isIt ||= one.volumes.includes(volume)
          if (!one.volumes.includes(volume))
            this.#options.host.reporter.warn(
              `${toText(drive)} holds ${one.volumes.map(({id}) => id).join(', ')}, not ${volume.id}.`,
            )
        } finally {
          await source.close()
        }
      } catch (error) {
        if (!(error instanceof MediaStructError)) throw error
        this.#options.host.reporter.warn(error.message)
      }
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

/** Opens what the user named. @throws MediaStructError NO_SOURCE, NOT_AN_IMAGE unless somebody can be asked for discs */
export async function openGiven(
  given: readonly RawPath[],
  volumes: readonly VolumeRow[],
  onProblem: ((message: string) => void) | undefined,
): Promise<Identified[]> {
  const opened: Identified[] = []
  try {
    for (const path of given) {
      try {
        opened.push(await identified(await openSource(path), volumes))
      } catch (error) {
        if (onProblem === undefined || !(error instanceof MediaStructError)) throw error
        onProblem(error.message)
      }
    }
  } catch (error) {
    await closeAll(opened)
    throw error
  }
  return opened
}

export async function closeAll(given: readonly Identified[]): Promise<void> {
  for (const {source} of given) await source.close()
}

/** A disc in a drive, or mounted; an image file is none of the media that were written. */
async function isMedium(path: RawPath): Promise<boolean> {
  const found = await lstat(toBytes(path)).catch(() => undefined)
  return found !== undefined && !found.isFile()
}
