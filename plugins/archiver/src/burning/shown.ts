/** What became of media that were burned, for a person and for a program, and how to go on. */
import {
  Copies,
  copyFields,
  type Failure,
  forShell,
  pathFields,
  printable,
  type Reporter,
  toText,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {failureFields} from '../copies/failures.ts'
import {printVerified, verifiedFields} from '../verifying/shown.ts'
import type {Burned, BurnOptions} from './burn-copy.ts'
import type {MediaWriter} from './media-writer.ts'

export interface Outcome {
  /** Copies that are still to be done. */
  readonly left: readonly string[]
  /** The command that goes on. */
  readonly next: string | undefined
  /** It wants another medium in the drive. */
  readonly wantsMedium: boolean
  readonly errors: readonly Failure[]
}

export function isGood({reason, verified, unread}: Burned, verify: boolean): boolean {
  return reason === undefined && unread === undefined && (!verify || verified?.result === 'ok')
}

/** What the user said of how copies are to be made, word for word: the command that goes on says it again. */
export interface AsAsked {
  readonly image: string | undefined
  readonly from: readonly string[]
  readonly ecc: string | undefined
}

/** @param names of the copies that were asked for */
export function outcomeOf(
  {writer: {volume, device}, verify}: BurnOptions,
  names: readonly string[],
  done: readonly Burned[],
  {image, from, ecc}: AsAsked,
): Outcome {
  const left = names.filter((name) => !done.some((burned) => burned.copy === name && isGood(burned, verify)))
  const errors = done.flatMap((burned) => burned.errors)
  const [copy] = left
  const unread = done.find((burned) => burned.unread !== undefined || (!verify && isGood(burned, verify)))
  const reading = (name: string) =>
    `mediastruct volumes verify ${volume.id}/${name} --from ${forShell(toText(device.path))}`
  if (copy === undefined || unread?.copy === copy) {
    return {left, next: unread && reading(unread.copy), wantsMedium: false, errors}
  }
  const more = [
    ...(left.length > 1 ? ['--copies', String(left.length)] : []),
    ...(image === undefined ? [] : ['--image', forShell(image)]),
    ...from.flatMap((copyOfIt) => ['--from', forShell(copyOfIt)]),
    ...(ecc === undefined ? [] : ['--ecc', forShell(ecc)]),
    ...(verify ? ['--verify'] : []),
  ]
  const words = [
    'mediastruct volumes burn',
    `${volume.id}/${copy}`,
    '--device',
    forShell(device.name),
    ...more,
  ]
  return {left, next: words.join(' '), wantsMedium: true, errors}
}

export function printBurned(reporter: Reporter, volume: VolumeRow, burned: Burned): void {
  const {copy, reason, verified, unread, errors} = burned
  const name = `${volume.id}/${copy}`
  for (const {path, message} of errors) reporter.error(`${toText(path)}: ${message}`)
  if (reason !== undefined) reporter.error(`${name} failed: ${reason}`)
  if (unread !== undefined) reporter.error(`${name} was not read back: ${unread}`)
  if (verified) printVerified(reporter, volume, copy, verified, undefined)
  else reporter.print(`${name} is ${reason === undefined ? 'burned' : 'failed'}`)
}

export function printNext(
  reporter: Reporter,
  {next, wantsMedium}: Outcome,
  {nextMedium}: Pick<MediaWriter, 'nextMedium'>,
): void {
  if (next === undefined) return
  reporter.print()
  reporter.print(`${wantsMedium ? `${nextMedium}, then` : 'Next'}: ${printable(next)}`)
}

export function burnDocument(
  {catalog, writer}: BurnOptions,
  done: readonly Burned[],
  {left, next, errors}: Outcome,
): object {
  const {volume, device} = writer
  const copies = new Copies(catalog.db)
  const now = new Volumes(catalog.db).get(volume)
  return {
    schema: 'mediastruct/volumes-burn@1',
    volume: volume.id,
    ...pathFields('archive', volume.archive),
    device: device.name,
    ...writer.fields(),
    copies: done.map(({copy, reason, unread, verified}) => ({
      ...copyFields(copies, volume, copy),
      problem: reason ?? unread ?? null,
      check: verified ? verifiedFields(verified) : null,
    })),
    left,
    next: next ?? null,
    volumeState: (now ?? volume).state,
    errors: errors.map(failureFields),
  }
}
