/** A volume with fewer verified copies than are wanted, and what brings it nearer. */
import {existsSync} from 'node:fs'
import {type Copies, type CopyRow, isWritten, toBytes, type VolumeRow} from 'mediastruct'

/** What is missing, as a sentence, and the command that brings it nearer. */
export interface Missing {
  readonly what: string
  readonly next: string
}

export interface CopyTerms {
  /** How many verified copies are wanted. */
  readonly wanted: number
  /** Whether a new copy can be made: a plugin offers the medium. */
  readonly canBurn: boolean
}

/** Undefined where `wanted` copies were read back whole. */
export function missingCopies(copies: Copies, volume: VolumeRow, terms: CopyTerms): Missing | undefined {
  const verified = copies.verified(volume)
  const {wanted} = terms
  if (verified.length >= wanted) return undefined
  const others = copies.of(volume).filter(({name}) => !verified.some((copy) => copy.name === name))
  const known = others.map(({name, state}) => `${volume.id}/${name} is ${state}`)
  const what = `${verified.length} of ${wanted} copies were read back${known.length > 0 ? `: ${known.join(', ')}` : ''}`
  return {what, next: nextFor(copies, volume, others, terms)}
}

/**
 * What is written already is read first; else one more is burned: from the directory, or from copies where that is gone.
 * Where there is nothing to burn, a medium that was made by other means is read.
 */
function nextFor(
  copies: Copies,
  volume: VolumeRow,
  others: readonly CopyRow[],
  {wanted, canBurn}: CopyTerms,
): string {
  const {id} = volume
  const isHere = existsSync(toBytes(volume.path))
  const verified = copies.verified(volume)
  const unread = others.find(({state}) => isWritten(state) || (state === 'imaged' && !isHere))
  const [next = 'a'] = copies.nextNames(volume, 1)
  if (unread || !canBurn || (!isHere && verified.length === 0)) {
    return `mediastruct volumes verify ${id}/${unread?.name ?? next} --from DEVICE`
  }
  const lacking = wanted - verified.length
  const what = lacking > 1 ? `${id} --device DEVICE --copies ${lacking}` : `${id}/${next} --device DEVICE`
  return `mediastruct volumes burn ${what} --verify${isHere ? '' : ' --from COPY'}`
}
