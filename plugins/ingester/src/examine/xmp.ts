/** Dates in XMP packets and IPTC records. */
import type {IptcDate} from '../containers/blocks.ts'
import {type Property, xmpValue} from '../containers/xmp.ts'
import type {Candidate} from './examination.ts'
import {gather, whenOf} from './written.ts'

const EXIF = 'http://ns.adobe.com/exif/1.0/'

/** From the shutter's to the program's; `xap` was the prefix of `xmp` in its first years. */
const PROPERTIES: readonly Property[] = [
  {namespace: EXIF, name: 'DateTimeOriginal', prefixes: ['exif']},
  {namespace: 'http://ns.adobe.com/photoshop/1.0/', name: 'DateCreated', prefixes: ['photoshop']},
  {namespace: 'http://ns.adobe.com/xap/1.0/', name: 'CreateDate', prefixes: ['xmp', 'xap']},
  {namespace: EXIF, name: 'DateTimeDigitized', prefixes: ['exif']},
]

/** The field of the shutter's date, the only one that counts in a sidecar. */
export const SHUTTER_FIELD = 'XMP exif:DateTimeOriginal'

export function xmpDates(packets: readonly string[]): Candidate[] {
  return PROPERTIES.flatMap((property) =>
    packets.flatMap((packet) => {
      const value = xmpValue(packet, property)
      const field = `XMP ${property.prefixes[0]}:${property.name}`
      return value === undefined ? [] : [{source: 'xmp', field, ...whenOf(withWholeOffset(value))} as const]
    }),
  )
}

/** Some writers leave out the zero of an offset's hour: `+1:00`. */
function withWholeOffset(value: string): string {
  return value.replace(/([+-])(\d:\d{2})$/, '$10$2')
}

/** `20200723` and `113220+0000`. A day without a time of day is as often that of a text's publication: no date. */
export function iptcDates(records: readonly IptcDate[]): Candidate[] {
  return records.map(({field, date, time}) => {
    const day = date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
    const [, hour, minute, second, offset] = /^(\d{2})(\d{2})(\d{2})([+-]\d{4})?$/.exec(time.trim()) ?? []
    const when = hour === undefined ? {} : gather({date: `${day}T${hour}:${minute}:${second}`, offset})
    return {source: 'xmp', field: `IPTC ${field}`, ...when, written: `${date} ${time}`.trim()}
  })
}
