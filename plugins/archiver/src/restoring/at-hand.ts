/** What can be read without fetching a disc, as far as that can be told without reading it. */
import {lstat} from 'node:fs/promises'
import {join, type RawPath, toBytes} from 'mediastruct'
import {PAYLOAD} from '../bag/model.ts'
import {type Job, type Shelf, waiting} from './jobs.ts'
import {mayBe} from './may-be.ts'
import type {Identified} from './which.ts'

/** Of the files that wait, those that nothing at hand holds as far as that can be told without reading it. */
export async function notAtHand(
  jobs: readonly Job[],
  shelf: Shelf,
  given: readonly Identified[],
): Promise<Job[]> {
  const far: Job[] = []
  for (const job of waiting(jobs)) if (!(await isAtHand(job, shelf, given))) far.push(job)
  return far
}

async function isAtHand({wanted}: Job, shelf: Shelf, given: readonly Identified[]): Promise<boolean> {
  for (const {volume, below} of wanted.places) {
    const {directory, images} = shelf.of(volume)
    if (images.length > 0) return true
    if (directory !== undefined && (await hasSize(join(directory, PAYLOAD, below), wanted.size))) return true
    for (const {source, volumes} of given) {
      if (!volumes.includes(volume)) continue
      if ((await mayBe(source, below)).some(({size}) => size === wanted.size)) return true
    }
  }
  return false
}

async function hasSize(path: RawPath, size: number): Promise<boolean> {
  const found = await lstat(toBytes(path)).catch(() => undefined)
  return found?.isFile() === true && found.size === size
}
