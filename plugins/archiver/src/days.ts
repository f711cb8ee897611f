/** Days that a user types to say which units are meant. */
import {isReal, MediaStructError} from 'mediastruct'

const DAY = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/

/**
 * `2019-05-04`, or the beginning of one: `2019`, `2019-05`.
 * @throws MediaStructError BAD_DATE
 */
export function parseDay(text: string): string {
  const [, year, month = '01', day = '01'] = DAY.exec(text) ?? []
  if (year && isReal({year: Number(year), month: Number(month), day: Number(day)})) return text
  throw new MediaStructError('BAD_DATE', `"${text}" is not a date.`, {
    hint: 'Write 2019-05-04, 2019-05 or 2019.',
  })
}
