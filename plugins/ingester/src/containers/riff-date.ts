/** Dates as cameras write them into AVI and WAV files. */
import {isReal, type LocalDateTime, localOf, type ParsedDate, parseDate} from 'mediastruct/basics'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** `Mon Mar 10 15:04:43 2003`, as C's `asctime` writes it; some put the name of a zone before the year. */
const ASCTIME =
  /^(?:[a-z]{3},?\s+)?(?<name>[a-z]{3})\s+(?<day>\d{1,2})\s+(?<hour>\d{1,2}):\s*(?<minute>\d{2}):\s*(?<second>\d{2})\s+(?:[a-z]{2,5}\s+)?(?<year>\d{4})\b/i

/** `2001/ 1/27  1:42PM`, `2005/11/28/ 09:19`, `2002-12-16  15:35:01` */
const SLASHED =
  /^(?<year>\d{4})[-/]\s*(?<month>\d{1,2})[-/]\s*(?<day>\d{1,2})\/?\s+(?<hour>\d{1,2}):\s*(?<minute>\d{2})(?::\s*(?<second>\d{2}))?\s*(?<half>[AP]M?)?\s*$/i

/** @returns undefined for what is no real day and time */
export function parseRiffDate(text: string): ParsedDate | undefined {
  const trimmed = text.trim()
  return parseDate(trimmed) ?? real(asctime(trimmed) ?? slashed(trimmed))
}

function asctime(text: string): LocalDateTime | undefined {
  const groups = ASCTIME.exec(text)?.groups
  if (groups === undefined) return undefined
  const month = MONTHS.indexOf(groups.name?.toLowerCase() ?? '') + 1
  return localOf({...groups, month: String(month)})
}

function slashed(text: string): LocalDateTime | undefined {
  const groups = SLASHED.exec(text)?.groups
  if (groups === undefined) return undefined
  const local = localOf(groups)
  if (groups.half === undefined) return local
  const afternoon = groups.half.toUpperCase().startsWith('P') ? 12 : 0
  return {...local, hour: (Number(groups.hour) % 12) + afternoon}
}

function real(local: LocalDateTime | undefined): ParsedDate | undefined {
  return local !== undefined && isReal(local) ? {local} : undefined
}
