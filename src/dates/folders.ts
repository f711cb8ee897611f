/** Which days a folder's path spells. */
import {daysInMonth, isReal, pad} from './local.ts'

/** First and last day that a folder covers, `YYYY-MM-DD`; comparable as strings. */
export interface DateSpan {
  readonly first: string
  readonly last: string
}

interface Spelled {
  readonly year: number
  readonly month?: number
  readonly day?: number
}

/** `2019-05-04`, `2019_05_04`, `20190504`, with or without a label behind. */
const DAY = /^(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)/
/** `2019-05`, with or without a label behind; digits behind it would be a day that does not exist. */
const MONTH = /^(\d{4})[-_.](\d{2})(?![-_.]?\d)/
const YEAR = /^(\d{4})(?![-_.]?\d)/
const TWO_DIGITS = /^\d{2}$/

/**
 * `2019`, `2019-05`, `2019-05-04`, `20190504`, `2019-05-04 Wedding`, `2019/05/04`, `2019/2019-05/…`.
 * The most specific component wins; of two equally specific ones, the deeper.
 * @param path components separated by `/`; text or bytes, since digits are the same in both
 * @returns the range it covers (a year: 1 January to 31 December), or undefined where no component spells a date
 */
export function dateOfFolder(path: string): DateSpan | undefined {
  let best: Spelled | undefined
  let parent: Spelled | undefined
  for (const component of path.split('/')) {
    const spelled = spelledBy(component) ?? spelledBelow(parent, component)
    if (spelled !== undefined && precision(spelled) >= precision(best)) best = spelled
    parent = spelled
  }
  return best === undefined ? undefined : spanOf(best)
}

function spelledBy(component: string): Spelled | undefined {
  const [, dayYear, , dayMonth, day] = DAY.exec(component) ?? []
  if (day !== undefined) return checked({year: Number(dayYear), month: Number(dayMonth), day: Number(day)})
  const [, monthYear, month] = MONTH.exec(component) ?? []
  if (month !== undefined) return checked({year: Number(monthYear), month: Number(month)})
  const [, year] = YEAR.exec(component) ?? []
  return year === undefined ? undefined : checked({year: Number(year)})
}

/** `05` directly below a year is a month, below a month a day. */
function spelledBelow(parent: Spelled | undefined, component: string): Spelled | undefined {
  if (parent === undefined || parent.day !== undefined || !TWO_DIGITS.test(component)) return undefined
  const number = Number(component)
  return checked(parent.month === undefined ? {...parent, month: number} : {...parent, day: number})
}

/** Four digits are taken for a year of photography only: `4096` is a size, `0815` a joke. */
function checked(spelled: Spelled): Spelled | undefined {
  const {year, month = 1, day = 1} = spelled
  return year >= 1826 && year < 2200 && isReal({year, month, day}) ? spelled : undefined
}

function precision(spelled: Spelled | undefined): number {
  if (spelled === undefined) return 0
  if (spelled.month === undefined) return 1
  return spelled.day === undefined ? 2 : 3
}

function spanOf({year, month, day}: Spelled): DateSpan {
  const lastMonth = month ?? 12
  const lastDay = day ?? daysInMonth(year, lastMonth)
  const iso = (m: number, d: number) => `${pad(year, 4)}-${pad(m, 2)}-${pad(d, 2)}`
  return {first: iso(month ?? 1, day ?? 1), last: iso(lastMonth, lastDay)}
}
