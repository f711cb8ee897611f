/** Which discs have to be fetched: as few as can be. */
import {type CopyRow, printable, type VolumeRow} from 'mediastruct'
import {fewestDiscs} from './cover.ts'
import type {Job, Shelf} from './jobs.ts'

/** A volume of which one of some media is wanted. */
export interface Disc {
  readonly volume: VolumeRow
  /** Any one of them; those first that were read back. */
  readonly copies: readonly CopyRow[]
  /** What is to be taken from it. */
  readonly files: number
  readonly bytes: number
}

/**
 * @param jobs those that nothing at hand can give
 * @returns in the order in which the volumes are known
 */
export function discsFor(jobs: Iterable<Job>, volumes: readonly VolumeRow[], shelf: Shelf): Disc[] {
  const numbers = new Map(volumes.map((volume, number) => [volume, number]))
  const needs: {job: Job; discs: number[]}[] = []
  for (const job of jobs) {
    const discs = holdersOf(job, shelf).flatMap((volume) => numbers.get(volume) ?? [])
    if (discs.length > 0) needs.push({job, discs})
  }
  const chosen = fewestDiscs(needs.map(({discs}) => discs))
  const taken = Map.groupBy(needs, ({discs}) => chosen.find((disc) => discs.includes(disc)))
  return chosen.flatMap((number) => {
    const volume = volumes[number]
    const from = taken.get(number) ?? []
    if (!volume || from.length === 0) return []
    const bytes = from.reduce((sum, {job}) => sum + job.wanted.size, 0)
    return [{volume, copies: shelf.left(volume), files: from.length, bytes}]
  })
}

/** Volumes with a medium that may have it; those that are known to be damaged only where no other does. */
function holdersOf({wanted}: Job, shelf: Shelf): VolumeRow[] {
  const holders = [...new Set(wanted.places.map(({volume}) => volume))]
  const good = holders.filter((volume) => shelf.hasGood(volume))
  return good.length > 0 ? good : holders.filter((volume) => shelf.left(volume).length > 0)
}

/** `MS-0002/a (kept: shelf 2) or MS-0002/b`. */
export function discText({volume, copies}: Pick<Disc, 'volume' | 'copies'>): string {
  return copies
    .map(
      ({name, where}) => `${volume.id}/${name}${where === undefined ? '' : ` (kept: ${printable(where)})`}`,
    )
    .join(' or ')
}
