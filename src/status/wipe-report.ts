/** What `status --safe-to-wipe` says: every file that is not held, and the way to an answer of yes. */
import {join, pathFields, type RawPath, toText} from '../paths/bytes.ts'
import {forShell} from '../paths/shell.ts'
import {printable} from '../report/escape.ts'
import type {Reporter} from '../report/reporter.ts'
import {count, formatBytes} from '../units.ts'
import type {NotHeldCode, WipeReport} from './safe-to-wipe.ts'

export interface Wiped {
  readonly directory: RawPath
  /** Of the config; where it holds `directory` itself, nothing is filed into it from there. */
  readonly library: RawPath | undefined
}

/** Where files without a date can be put so that the library holds them. */
const UNDATED = 'undated' as RawPath

export function printWipe(reporter: Reporter, wiped: Wiped, report: WipeReport): void {
  const {safe, files, bytes, notHeld, junk, errors} = report
  const directory = printable(toText(wiped.directory))
  for (const {path, reason} of notHeld) reporter.print(`NOT HELD  ${printable(toText(path))}  (${reason})`)
  for (const failure of errors) reporter.failure(failure)
  if (reporter.verbose) for (const path of junk) reporter.print(`junk      ${printable(toText(path))}`)
  reporter.print(
    `${count(files, 'file')} read again, ${formatBytes(bytes)}; ${count(junk.length, 'junk or empty file')}`,
  )
  const open = count(notHeld.length + errors.length, 'file')
  reporter.print(
    safe
      ? `Everything in ${directory} is held elsewhere: it may be wiped.`
      : `${directory} must not be wiped: ${open} not held elsewhere.`,
  )
  if (!safe) for (const line of wayOut(wiped, report)) reporter.print(line)
}

/** What to do about each reason that was met. */
export function wayOut(wiped: Wiped, {notHeld, errors}: WipeReport): string[] {
  const met = new Set(notHeld.map(({code}) => code))
  const lines = WAYS_OUT.filter(([code]) => met.has(code)).flatMap(([, say]) => say(wiped))
  if (errors.length > 0) lines.push('What can’t be read is not known to be held: make it readable.')
  return ['', ...lines, `Then ask again: mediastruct status --safe-to-wipe ${typedAs(wiped.directory)}`]
}

const WAYS_OUT: readonly (readonly [NotHeldCode, (wiped: Wiped) => string[]])[] = [
  ['not-held', toFileIt],
  ['changed', () => ['Something still writes there: wait until it is done.']],
  ['special', () => ['Links and devices are nobody’s copy: look at where they lead, and take them away.']],
  ['holder-lost', () => ['What holds them is damaged or gone, keep these. See: mediastruct verify']],
  ['offline', () => ['Mount the volume, or file them once more from here.']],
  [
    'few-copies',
    () => [
      'Copies that were never read back, or lie in that very directory, count for nothing. See: mediastruct volumes due',
    ],
  ],
  ['same-file', () => ['Another name of the same file is no copy: keep it.']],
  [
    'same-device',
    () => [
      'To delete the files, --same-device is enough; to format the disk or give it away, copy them first.',
    ],
  ],
]

function toFileIt({directory, library}: Wiped): string[] {
  const command = `mediastruct ingest --copy ${typedAs(directory)}`
  if (library === undefined) return [`To file them: ${command} --to LIBRARY`]
  const undated = typedAs(join(library, UNDATED))
  return [`To file them: ${command}`, `Those without a date, too: ${command} --undated ${undated}`]
}

function typedAs(path: RawPath): string {
  return printable(forShell(toText(path)))
}

/** The answer as it stands in the document. */
export function wipeFields(directory: RawPath, {notHeld, junk, errors, ...sums}: WipeReport) {
  const fieldsOf = <T extends {path: RawPath}>({path, ...rest}: T) => ({...pathFields('path', path), ...rest})
  return {
    ...pathFields('path', directory),
    ...sums,
    notHeld: notHeld.map(fieldsOf),
    junk: junk.map((path) => pathFields('path', path)),
    errors: errors.map(fieldsOf),
  }
}
