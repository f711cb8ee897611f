/** What was found on a copy, for a person and for a program. */
import {
  count,
  type EccFacts,
  formatBytes,
  fromText,
  pathFields,
  printable,
  type Reporter,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {percent} from '../ecc/room.ts'
import {unreadText} from '../foreign.ts'
import type {Damage} from './check.ts'
import type {OtherCopies} from './rebuild.ts'
import type {Subset} from './subset.ts'
import type {Verified} from './verify-copy.ts'

/** Every file that is damaged, not only the first. */
export function printVerified(
  reporter: Reporter,
  volume: VolumeRow,
  copy: string,
  verified: Verified,
  subset: Subset | undefined,
): void {
  const name = `${volume.id}/${copy}`
  const {damaged, problems, change} = verified
  for (const {path, message, original} of damaged) {
    const was = original === undefined ? '' : ` (was ${printable(toText(original))})`
    reporter.print(`${path === '' ? 'its root' : printable(toText(path))}: ${printable(message)}${was}`)
  }
  for (const problem of problems) reporter.print(`${name}: ${printable(problem)}`)
  if (damaged.length > 0 || problems.length > 0) reporter.print()
  const part = subset && subset.of > 1 ? `, part ${subset.part} of ${subset.of}` : ''
  const found = verified.result === 'ok' ? goodText(volume, verified) : 'it is damaged'
  reporter.print(`${name} is ${change.state}: ${amountOf(verified)} read${part}; ${found}`)
}

/** It is not all where nobody ever read all of it. */
function goodText(volume: VolumeRow, {files}: Verified): string {
  if (!volume.unread) return 'all is as it was written'
  return `${count(files, 'file is as it was', 'files are as they were')}; ${unreadText(volume)}`
}

function amountOf({files, bytes, sectors}: Verified): string {
  const read = `${count(files, 'file')} (${formatBytes(bytes)})`
  return sectors === undefined ? read : `${sectors} sectors, ${read}`
}

/** Which copies are left, and what makes a new one. */
export function printWayOut(
  reporter: Reporter,
  volume: VolumeRow,
  others: OtherCopies,
  rebuild: string,
): void {
  const named = ({good, unread, partly}: OtherCopies) =>
    [
      ...good.map((copy) => ({...copy, how: 'read back and good'})),
      ...unread.map((copy) => ({...copy, how: 'written, not read back'})),
      ...partly.map((copy) => ({...copy, how: 'damaged, may have the rest'})),
    ].map(({name, how, where}) => {
      const kept = where === undefined ? '' : `, kept: ${printable(where)}`
      return `  ${volume.id}/${name}: ${how}${kept}`
    })
  const lines = [...named(others), ...(others.staged ? [`  its directory: ${toText(volume.path)}`] : [])]
  reporter.print(lines.length > 0 ? 'Still there:' : 'No other copy is known.')
  for (const line of lines) reporter.print(line)
  if (others.ecc) reporter.print(carriedLine(others.ecc))
  reporter.print()
  reporter.print(`Next: ${rebuild}`)
}

function carriedLine({name, redundancyPercent}: EccFacts): string {
  const what = `Its image carries ${percent(redundancyPercent)} of error correction by ${printable(name)}`
  return `${what}: a file that no other copy has is repaired by it.`
}

export function verifiedFields(verified: Verified): object {
  const {result, files, bytes, sectors, image, damaged, problems} = verified
  return {
    result,
    files,
    bytes,
    sectors: sectors ?? null,
    image: image?.sha256 ?? null,
    damaged: damaged.map(damageFields),
    problems,
  }
}

function damageFields({path, message, original}: Damage): object {
  const shown = path === '' ? fromText('.') : path
  return {
    ...pathFields('path', shown),
    ...(original !== undefined && pathFields('original', original)),
    message,
  }
}
