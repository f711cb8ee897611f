/** Cards of cameras that write AVCHD: a tree in which each file is part of the whole, beside ordinary pictures. */
import {
  mdpm,
  packets,
  sei,
  transportStream,
  unit,
} from '../../../plugins/ingester/test/containers/transport-stream-file.ts'
import {film, jpeg, raw} from './media.ts'
import type {Files} from './tree.ts'

/** A clip whose clock stands in its video stream, as decimal digits (after ExifTool's table of H.264 tags). @param taken wall clock */
function clip(number: number, taken: string): Buffer {
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = taken.split(/[-T:]/)
  const digits = (...texts: string[]) => texts.map((text) => Number.parseInt(text, 16))
  const clock = mdpm({
    24: [0x02, ...digits(year.slice(0, 2), year.slice(2), month)],
    25: digits(day, hour, minute, second),
  })
  const picture = unit(5, Buffer.alloc(2000, 0x20 + number))
  const stream = Buffer.concat([
    unit(9, Buffer.from([0x10])),
    unit(7, Buffer.alloc(20, 1)),
    sei(clock),
    picture,
  ])
  return transportStream(192, ...packets(0x1011, 0xe0, stream))
}

/** @param taken wall clock of each clip */
function avchd(root: string, taken: readonly string[]): Files {
  const clips = taken.flatMap((local, index) => {
    const number = String(index).padStart(5, '0')
    return [
      [`${root}/BDMV/STREAM/${number}.MTS`, clip(index, local)],
      [`${root}/BDMV/CLIPINF/${number}.CPI`, `HDMV0100 clip ${index} of ${local}`],
    ] as const
  })
  return {
    ...Object.fromEntries(clips),
    [`${root}/BDMV/INDEX.BDM`]: `INDX0100 ${taken}`,
    [`${root}/BDMV/MOVIEOBJ.BDM`]: `MOBJ0100 ${taken}`,
    [`${root}/BDMV/PLAYLIST/00000.MPL`]: `MPLS0100 ${taken}`,
    [`${root}/AVCHDTN/THUMB.TDT`]: `thumbnails ${taken}`,
  }
}

/** A Sony: AVCHD, XAVC films with their notes and thumbnails, raw files beside JPEGs. */
export function sony(): Files {
  const notes = {make: 'SONY', model: 'ILCE-6000', taken: '2016-05-04T10:20:30'}
  return {
    ...avchd('PRIVATE/AVCHD', ['2016-05-04T11:00:00', '2016-05-05T12:00:00']),
    'DCIM/100MSDCF/DSC00001.JPG': jpeg(301, notes),
    'DCIM/100MSDCF/DSC00001.ARW': raw(302, notes),
    'PRIVATE/M4ROOT/CLIP/C0001.MP4': film(303, {created: '2016-05-04T08:30:00Z'}),
    'PRIVATE/M4ROOT/CLIP/C0001M01.XML':
      '<NonRealTimeMeta><CreationDate value="2016-05-04T10:30:00+02:00"/></NonRealTimeMeta>',
    'PRIVATE/M4ROOT/THMBNL/C0001T01.JPG': jpeg(304),
  }
}

/** A Panasonic. */
export function panasonic(): Files {
  const notes = {make: 'Panasonic', model: 'DMC-GH3', taken: '2014-03-02T11:12:13'}
  return {
    ...avchd('PRIVATE/AVCHD', ['2014-03-02T10:00:00']),
    'DCIM/100_PANA/P1000001.JPG': jpeg(311, notes),
    'DCIM/101_PANA/P1010001.JPG': jpeg(312, {...notes, taken: '2014-03-03T11:12:13'}),
    'MISC/AUTPRINT.MRK': '[HDR]',
  }
}
