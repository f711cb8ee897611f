/** Dates in IPTC records (IIM 4.2 §6). */
import type {IptcDate} from './blocks.ts'
import {latin1, u8, u16} from './bytes.ts'

const APPLICATION = 2
/** Data sets of a date and of its time: when it was taken or made, and when that was made digital. */
const PAIRS = [
  {field: 'DateCreated', date: 55, time: 60},
  {field: 'DigitalCreationDate', date: 62, time: 63},
] as const

/** Data sets `1C record number length value`; record 2 is the picture's. Of one that is repeated the first counts. */
export function iptcDates(records: Uint8Array): IptcDate[] {
  const values = new Map<number, string>()
  let position = Math.max(0, records.indexOf(0x1c))
  while (u8(records, position) === 0x1c) {
    const number = u8(records, position + 2)
    const end = position + 5 + u16(records, position + 3)
    const isNew = u8(records, position + 1) === APPLICATION && !values.has(number)
    if (isNew) values.set(number, latin1(records, position + 5, end))
    position = end
  }
  return PAIRS.flatMap(({field, date, time}) => {
    const day = values.get(date)
    return day ? [{field, date: day, time: values.get(time) ?? ''}] : []
  })
}
