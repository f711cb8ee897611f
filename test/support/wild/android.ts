/** The storage of an Android phone: a camera's pictures, screenshots, and what WhatsApp keeps. */
import {encodePng} from '../../../plugins/demo/src/media/png.ts'
import {film, jpeg, motionPhoto} from './media.ts'
import type {Files} from './tree.ts'

function camera(number: number, taken: string, fraction = '0'): Buffer {
  return jpeg(number, {make: 'Google', model: 'Pixel 4', taken, fraction, offset: '+01:00'})
}

/** A screenshot: it says nothing of itself. */
function screen(shade: number): Uint8Array {
  return encodePng(8, 8, () => shade)
}

export function android(): Files {
  return {
    'DCIM/Camera/IMG_20190102_030405.jpg': camera(101, '2019-01-02T03:04:05'),
    'DCIM/Camera/VID_20190102_030500.mp4': film(102, {created: '2019-01-02T02:05:00Z'}),
    // Pixel phones write UTC into names, and the film into the picture.
    'DCIM/Camera/PXL_20210102_233005678.MP.jpg': motionPhoto(
      103,
      {make: 'Google', model: 'Pixel 4', taken: '2021-01-03T00:30:05', fraction: '678', offset: '+01:00'},
      {created: '2021-01-02T23:30:05Z'},
    ),
    // Three frames of one second.
    'DCIM/Camera/IMG_20190304_101112_BURST001_COVER.jpg': camera(104, '2019-03-04T10:11:12'),
    'DCIM/Camera/IMG_20190304_101112_BURST002.jpg': camera(105, '2019-03-04T10:11:12'),
    'DCIM/Camera/IMG_20190304_101112_BURST003.jpg': camera(106, '2019-03-04T10:11:12'),
    'DCIM/.thumbnails/101.jpg': jpeg(107),
    'DCIM/.thumbnails/.thumbdata4--1967290299': 'a database of thumbnails',
    'Pictures/Screenshots/Screenshot_2019-01-02-03-04-05.png': screen(10),
    'Pictures/Screenshots/Screenshot_20200708-091011_Maps.png': screen(20),
    'WhatsApp/Media/WhatsApp Images/IMG-20190102-WA0001.jpg': jpeg(108),
    'WhatsApp/Media/WhatsApp Images/Sent/IMG-20190103-WA0002.jpg': jpeg(109),
    'WhatsApp/Media/WhatsApp Images/Sent/.nomedia': '',
    'WhatsApp/Media/WhatsApp Images/.nomedia': '',
    // What was sent is what the camera took: the same bytes.
    'WhatsApp/Media/WhatsApp Documents/Sent/IMG_20190102_030405.jpg': camera(101, '2019-01-02T03:04:05'),
    'WhatsApp/Media/WhatsApp Video/VID-20190105-WA0003.mp4': film(110, {created: '1904-01-01T00:00:00Z'}),
  }
}
