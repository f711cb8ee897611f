/** Dates in XMP packets and IPTC records. */
import {type CaptureDate, type ParsedDate, parseDate} from 'mediastruct'
import {metadataOf} from './metadata.ts'
import {defineSource, gather, trusted} from './source.ts'

/** From the shutter's to the program's; `xap` was the prefix of `xmp` in its first years. */
const PROPERTIES = [
  'exif:DateTimeOriginal',
  'photoshop:DateCreated',
  'xmp:CreateDate',
  'xap:CreateDate',
] as const

export const xmp = defineSource('xmp', async (file) => {
  const {xmp: packets, iptc} = await metadataOf(file)
  for (const property of PROPERTIES) {
    for (const packet of packets) {
      const answer = xmpDate(packet, property)
      if (answer !== undefined) return answer
    }
  }
  return iptc.map(iptcDate).find((answer) => answer !== undefined)
})

/** A property's value, written as an attribute or as an element: the two forms of simple properties (XMP part 1 §7.4). */
export function xmpDate(packet: string, property: string): CaptureDate | undefined {
  const pattern = new RegExp(
    String.raw`\b${property}\s*=\s*["']([^"'<>]{4,40})["']|<${property}>\s*([^<>]{4,40})</`,
  )
  const [, attribute, element] = pattern.exec(packet) ?? []
  return trusted(parseDate((attribute ?? element ?? '').trim()), 'high')
}

/** `20200723` and `113220+0000`, or no time of day. */
function iptcDate({date, time}: {date: string; time: string}): CaptureDate | undefined {
  const day = date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  const [, hour, minute, second, offset] = /^(\d{2})(\d{2})(\d{2})([+-]\d{4})?$/.exec(time.trim()) ?? []
  const clock = hour === undefined ? '' : `T${hour}:${minute}:${second}`
  const parsed: ParsedDate | undefined = gather({date: day + clock, offset})
  return trusted(parsed, 'high')
}
