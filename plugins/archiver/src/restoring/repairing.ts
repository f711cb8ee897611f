/** Damaged discs, and images, that carry error correction: a repaired copy may give what they themselves could not. */
import {type EccFacts, forShell, type RawPath, toText, type VolumeRow} from 'mediastruct'
import {freeImageName} from '../verifying/rebuild.ts'
import type {Job} from './jobs.ts'

export interface Repair {
  /** Name of what the image carries. */
  readonly ecc: string
  /** Makes an image of what is repaired: from then on, it is one of those that files are taken from. */
  readonly command: string
}

/**
 * Of one volume: the same restoring names the next one.
 * @param jobs that did not come
 * @param eccOf what images of a volume carry, where an image of it can be made
 */
export function repairFor(
  jobs: readonly Job[],
  eccOf: (volume: VolumeRow) => Pick<EccFacts, 'name'> | undefined,
): Repair | undefined {
  const damaged = jobs.flatMap(({problems, wanted}) =>
    problems.flatMap(({source, volumes}) => {
      if (source.isDirectory) return []
      const held = wanted.places.find(({volume}) => volumes.includes(volume) && eccOf(volume))?.volume
      return held ? [{volume: held, path: source.path}] : []
    }),
  )
  const volume = damaged[0]?.volume
  const ecc = volume && eccOf(volume)?.name
  if (volume === undefined || ecc === undefined) return undefined
  const own = damaged.flatMap((one) => (one.volume === volume ? [one.path] : []))
  return {ecc, command: commandOf(volume, ecc, new Set(own))}
}

function commandOf({id}: VolumeRow, ecc: string, paths: Iterable<RawPath>): string {
  const from = Array.from(paths, (path) => ` --from ${forShell(toText(path))}`).join('')
  return `mediastruct volumes image ${id} -o ${freeImageName(id)}${from} --ecc ${forShell(ecc)}`
}
