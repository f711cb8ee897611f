/** Dates in XMP packets and IPTC records. */
import type {IptcDate} from '../containers/blocks.ts'
import type {Candidate} from './examination.ts'
import {gather, whenOf} from './written.ts'

/** From the shutter's to the program's; `xap` was the prefix of `xmp` in its first years. */
const PROPERTIES = [
  'exif:DateTimeOriginal',
  'photoshop:DateCreated',
  'xmp:CreateDate',
  'xap:CreateDate',
] as const

/** The field of the shutter's date, the only one that counts in a sidecar. */
export const SHUTTER_FIELD = 'XMP exif:DateTimeOriginal'

export function xmpDates(packets: readonly string[]): Candidate[] {
  return PROPERTIES.flatMap((property) =>
    packets.flatMap((packet) => {
      const value = propertyOf(packet, property)
      return value === undefined ? [] : [{source: 'xmp', field: `XMP ${property}`, ...whenOf(value)} as const]
    }),
  )
}

/** A property's value, written as an attribute or as an element: the two forms of simple properties (XMP part 1 §7.4). */
function propertyOf(packet: string, property: string): string | undefined {
  const pattern = new RegExp(
    String.raw`\b${property}\s*=\s*["']([^"'<>]{0,40})["']|<${property}>\s*([^<>]{0,40})</`,
  )
  const [, attribute, element] = pattern.exec(packet) ?? []
  return (attribute ?? element)?.trim()
}

/** `20200723` and `113220+0000`. A day without a time of day is as often that of a text's publication: no date. */
export function iptcDates(records: readonly IptcDate[]): Candidate[] {
  return records.map(({date, time}) => {
    const day = date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
    const [, hour, minute, second, offset] = /^(\d{2})(\d{2})(\d{2})([+-]\d{4})?$/.exec(time.trim()) ?? []
    const when = hour === undefined ? {} : gather({date: `${day}T${hour}:${minute}:${second}`, offset})
    return {source: 'xmp', field: 'IPTC DateCreated', ...when, written: `${date} ${time}`.trim()}
  })
}
