/** An iPhone's DCIM as it is copied off the phone, or fetched out of iCloud. */
import type {Notes} from './exif.ts'
import {film, heic, jpeg} from './media.ts'
import type {Files} from './tree.ts'

/** What the halves of a Live Photo share, each of its own. */
const LIVE = {
  A: '0A4F6C1E-51D8-4A1B-9E57-0D1A6B7C8D01',
  B: '1B5E7D2F-62E9-4B2C-8F68-1E2B7C8D9E02',
  C: '2C6D8E30-73FA-4C3D-9079-2F3C8D9EAF03',
  D: '3D7C9F41-84AB-4D4E-A18A-304D9EAFB004',
  E: '4E8BA052-95BC-4E5F-B29B-415EAFB0C105',
} as const

/** Notes of an edit: what was done to the picture, or how the original was taken. */
function aae(what: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>adjustmentFormatIdentifier</key><string>com.apple.photo</string>
<key>adjustmentData</key><data>${Buffer.from(what).toString('base64')}</data></dict></plist>
`
}

function notes(taken: string, contentId?: string): Notes {
  return {make: 'Apple', model: 'iPhone 12', taken, fraction: '250', offset: '+02:00', contentId}
}

/** The film of a Live Photo, or one by itself. @param taken wall clock, two hours ahead of UTC */
function moving(number: number, taken: string, contentId?: string): Buffer {
  const utc = new Date(Date.parse(`${taken}+02:00`)).toISOString()
  return film(number, {created: utc, creationDate: `${taken}+02:00`, make: 'Apple', contentId})
}

/** Its counter went once around: two pictures are called IMG_0001. */
export function iphone(): Files {
  return {
    // A Live Photo that was edited.
    'DCIM/100APPLE/IMG_0001.HEIC': heic(1, notes('2021-07-12T10:20:30', LIVE.A)),
    'DCIM/100APPLE/IMG_0001.MOV': moving(2, '2021-07-12T10:20:29', LIVE.A),
    'DCIM/100APPLE/IMG_0001.AAE': aae('a filter'),
    'DCIM/100APPLE/IMG_E0001.HEIC': heic(3, notes('2021-07-12T10:20:30')),
    'DCIM/100APPLE/IMG_E0001.MOV': moving(4, '2021-07-12T10:20:29'),
    'DCIM/100APPLE/IMG_O0001.AAE': aae('portrait'),
    // One that was taken across midnight, as JPEG.
    'DCIM/100APPLE/IMG_0002.JPG': jpeg(5, notes('2021-07-13T00:00:01', LIVE.B)),
    'DCIM/100APPLE/IMG_0002.MOV': moving(6, '2021-07-12T23:59:59', LIVE.B),
    // A film, and nothing else.
    'DCIM/100APPLE/IMG_0003.MOV': moving(7, '2021-07-14T08:00:00'),
    // Fetched out of iCloud: only what stands in them says that they are one.
    'DCIM/100APPLE/IMG_0004.HEIC': heic(8, notes('2021-07-15T23:30:00', LIVE.C)),
    'DCIM/100APPLE/IMG_0004_HEVC.MOV': moving(9, '2021-07-15T23:29:59', LIVE.C),
    // A still and a film that share nothing but their stem.
    'DCIM/101APPLE/IMG_0005.HEIC': heic(10, notes('2021-08-01T09:00:00', LIVE.D)),
    'DCIM/101APPLE/IMG_0005.MOV': moving(11, '2022-01-01T12:00:00', LIVE.E),
    'DCIM/101APPLE/IMG_0001.HEIC': heic(12, notes('2021-08-02T09:00:00')),
  }
}
