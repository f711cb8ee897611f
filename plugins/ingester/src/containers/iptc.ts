/** IPTC records (IIM 4.2), which Photoshop wraps in its `8BIM` resources. */
import type {IptcDate} from './blocks.ts'
import {latin1, u8, u16, u32} from './bytes.ts'

const IPTC_RESOURCE = 0x0404

/** The date in Photoshop's resources: `8BIM id name size data`, names and data padded to even lengths. */
export function photoshopDate(resources: Uint8Array): IptcDate | undefined {
  let position = 0
  while (latin1(resources, position, position + 4) === '8BIM') {
    const nameBytes = 1 + u8(resources, position + 6)
    const sizeAt = position + 6 + nameBytes + (nameBytes % 2)
    const size = u32(resources, sizeAt)
    if (u16(resources, position + 4) === IPTC_RESOURCE) {
      const date = iptcDate(resources.subarray(sizeAt + 4, sizeAt + 4 + size))
      if (date !== undefined) return date
    }
    position = sizeAt + 4 + size + (size % 2)
  }
  return undefined
}

/** Data sets `1C record number length`; record 2 is the picture's. */
export function iptcDate(records: Uint8Array): IptcDate | undefined {
  let [date, time] = ['', '']
  let position = 0
  while (u8(records, position) === 0x1c) {
    const number = u8(records, position + 2)
    const end = position + 5 + u16(records, position + 3)
    if (u8(records, position + 1) === 2 && number === 55) date = latin1(records, position + 5, end)
    if (u8(records, position + 1) === 2 && number === 60) time = latin1(records, position + 5, end)
    position = end
  }
  return date === '' ? undefined : {date, time}
}
