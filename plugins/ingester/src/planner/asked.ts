/** What a user asks of an ingest, checked before anything is opened. */
import {type Host, MediaStructError, type RawPath, type Registry, typedPath} from 'mediastruct'
import {datesInOrder} from '../sources/names.ts'
import {Dates, type DatesOptions, parseForcedDate, parseShift} from './dates.ts'
import type {IngestOptions} from './ingest.ts'
import {assertPlaces, chooseDrops} from './places.ts'

/** Of the flags that were typed, what more than one step asks for. */
export type IngestFlags = Readonly<Record<string, unknown>> & {
  readonly to?: string | undefined
  readonly copy: boolean
  readonly undated?: string | undefined
  readonly date?: string | undefined
  readonly 'date-from'?: string | undefined
  readonly shift?: string | undefined
  readonly 'lowercase-ext': boolean
  readonly watch: boolean
}

/** One round's worth; a living drop adds what it knows of the files. */
export interface Asked extends Pick<IngestOptions, 'drops' | 'dates' | 'undated' | 'stillness'> {
  readonly flags: IngestFlags
  readonly registry: Registry
  readonly library: RawPath
  /** Puts what is read already before the hash. */
  readonly overHashes?: (hashes: IngestOptions['hashes']) => IngestOptions['hashes']
}

/** @throws MediaStructError NO_LIBRARY, NO_DROP, BAD_DROP, BAD_TARGET, BAD_FLAG, UNKNOWN_NAME, MISSING_ROOT, NOT_A_DIRECTORY */
export async function askedFor(host: Host, typed: readonly string[], flags: IngestFlags): Promise<Asked> {
  const {settings, trees} = host
  const dates = new Dates(await askedDates(host, flags))
  const library = flags.to === undefined ? settings.library : await typedPath(flags.to)
  if (library === undefined) {
    throw new MediaStructError('NO_LIBRARY', 'It is not said where files are filed.', {
      hint: 'Say --to DIR, or set "library" in the config.',
    })
  }
  const undated = flags.undated === undefined ? undefined : await typedPath(flags.undated)
  const drops = await chooseDrops(typed, settings, flags.copy)
  assertPlaces({drops, library, undated, settings, masters: trees.masters()})
  trees.add(library, 'library')
  return {flags, registry: await host.plugins(), library, undated, drops, dates}
}

/** @throws MediaStructError BAD_FLAG, UNKNOWN_NAME */
export async function askedDates(host: Host, flags: IngestFlags): Promise<DatesOptions> {
  const {dates, localClocks} = host.settings
  const said = whatIsSaid(flags)
  const options = {
    registry: await host.plugins(),
    names: sourceNames(dates, flags['date-from']),
    localClocks,
    ...said,
  }
  // A name that no plugin answers to is refused before anything is opened.
  new Dates(options)
  return options
}

/** What the user says of the dates. @throws MediaStructError BAD_FLAG */
function whatIsSaid({date, shift}: Pick<IngestFlags, 'date' | 'shift'>) {
  return {
    forced: date === undefined ? undefined : parseForcedDate(date),
    shiftSeconds: shift === undefined ? 0 : parseShift(shift),
  }
}

function sourceNames(configured: readonly string[] | undefined, last: string | undefined): string[] {
  return [...new Set([...datesInOrder(configured), ...(last === undefined ? [] : [last])])]
}
