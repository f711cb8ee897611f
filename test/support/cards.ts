/** Cards as cameras write them: the directories, names and kinds of files of each maker, with contents made here. */
import {exif} from '../../plugins/demo/src/media/exif.ts'
import {encodeMp4} from '../../plugins/demo/src/media/mp4.ts'
import {FRAME_SIZE, frames, picture} from '../../plugins/demo/src/media/scene.ts'

export type Files = Readonly<Record<string, string | Uint8Array>>

export interface Card {
  readonly files: Files
  /** What the camera keeps for itself. */
  readonly junk: readonly string[]
  /** What may have no date of its own, and no picture to belong to. */
  readonly undated: readonly string[]
}

let seed = 0

function jpeg(make: string, local: string): Uint8Array {
  return picture(++seed, exif({make, model: 'X', local}))
}

/** A raw file is a TIFF: what EXIF calls its block. */
function raw(make: string, local: string): Uint8Array {
  const block = exif({make, model: 'X', local}).slice(6)
  return Buffer.concat([block, Buffer.from(`the sensor's data ${++seed}`)])
}

function film(created: string): Uint8Array {
  const options = {...FRAME_SIZE, frames: frames(++seed, 2), framesPerSecond: 2}
  return encodeMp4({...options, created: Date.parse(created)})
}

/** Bytes that only the camera understands. */
function own(text: string): Uint8Array {
  return Buffer.from(`\0${text} ${++seed}\0`)
}

export function cards(): Readonly<Record<string, Card>> {
  return {
    Canon: {
      files: {
        'DCIM/100CANON/IMG_0001.JPG': jpeg('Canon', '2019-01-02T03:04:05'),
        'DCIM/100CANON/IMG_0002.JPG': jpeg('Canon', '2019-01-02T03:04:06'),
        'DCIM/100CANON/IMG_0002.CR2': raw('Canon', '2019-01-02T03:04:06'),
        'DCIM/100CANON/MVI_0003.MP4': film('2019-01-02T03:05:00Z'),
        'DCIM/100CANON/MVI_0003.THM': picture(++seed),
        'DCIM/CANONMSC/M0100.CTG': own('catalogue'),
        'MISC/AUTPRINT.MRK': '[HDR]\r\nGEN REV = 01.10\r\n',
      },
      junk: ['DCIM/CANONMSC/M0100.CTG', 'MISC/AUTPRINT.MRK'],
      undated: [],
    },
    Nikon: {
      files: {
        'DCIM/100NIKON/DSCN0001.JPG': jpeg('NIKON', '2019-02-03T10:00:00'),
        'DCIM/101D7000/DSC_0001.NEF': raw('NIKON', '2019-02-03T10:00:01'),
        'DCIM/101D7000/NC_FLLST.DAT': own('list of files'),
        'NIKON001.DSC': own('a Nikon formatted this'),
      },
      junk: ['DCIM/101D7000/NC_FLLST.DAT', 'NIKON001.DSC'],
      undated: [],
    },
    Sony: {
      files: {
        'DCIM/100MSDCF/DSC00001.JPG': jpeg('SONY', '2019-03-04T05:06:07'),
        'DCIM/100MSDCF/DSC00002.ARW': raw('SONY', '2019-03-04T05:06:08'),
        'PRIVATE/M4ROOT/CLIP/C0001.MP4': film('2019-03-04T05:10:00Z'),
        'PRIVATE/M4ROOT/CLIP/C0001M01.XML': '<NonRealTimeMeta><Duration value="2"/></NonRealTimeMeta>',
        'PRIVATE/M4ROOT/MEDIAPRO.XML': '<MediaProfile/>',
        'PRIVATE/M4ROOT/STATUS.BIN': own('status'),
        'PRIVATE/M4ROOT/THMBNL/C0001T01.JPG': picture(++seed),
        'PRIVATE/SONY/SONYCARD.IND': '',
        'AVF_INFO/AVIN0001.BNP': own('database'),
        'AVF_INFO/AVIN0001.INP': own('database'),
        'AVF_INFO/PRV00001.BIN': own('database'),
      },
      junk: [
        'PRIVATE/M4ROOT/MEDIAPRO.XML',
        'PRIVATE/M4ROOT/STATUS.BIN',
        'PRIVATE/M4ROOT/THMBNL/C0001T01.JPG',
        'PRIVATE/SONY/SONYCARD.IND',
        'AVF_INFO/AVIN0001.BNP',
        'AVF_INFO/AVIN0001.INP',
        'AVF_INFO/PRV00001.BIN',
      ],
      undated: ['PRIVATE/M4ROOT/CLIP/C0001M01.XML'],
    },
    Panasonic: {
      files: {
        'DCIM/100_PANA/P1000001.JPG': jpeg('Panasonic', '2019-04-05T06:07:08'),
        'DCIM/100_PANA/P1000001.RW2': raw('Panasonic', '2019-04-05T06:07:08'),
        'MISC/AUTPRINT.MRK': '[HDR]\r\nGEN REV = 01.10\r\n',
        'PRIVATE/AVCHD/BDMV/INDEX.BDM': own('INDX0200'),
        'PRIVATE/AVCHD/BDMV/MOVIEOBJ.BDM': own('MOBJ0200'),
        'PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL': own('MPLS0200'),
        'PRIVATE/AVCHD/BDMV/CLIPINF/00000.CPI': own('HDMV0200'),
        'PRIVATE/AVCHD/BDMV/STREAM/00000.MTS': own('a film'),
      },
      junk: ['MISC/AUTPRINT.MRK'],
      undated: [
        'PRIVATE/AVCHD/BDMV/INDEX.BDM',
        'PRIVATE/AVCHD/BDMV/MOVIEOBJ.BDM',
        'PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL',
        'PRIVATE/AVCHD/BDMV/CLIPINF/00000.CPI',
        'PRIVATE/AVCHD/BDMV/STREAM/00000.MTS',
      ],
    },
    GoPro: {
      files: {
        'DCIM/100GOPRO/GOPR0001.JPG': jpeg('GoPro', '2019-05-06T07:08:09'),
        'DCIM/100GOPRO/GX010002.MP4': film('2019-05-06T07:10:00Z'),
        'DCIM/100GOPRO/GX010002.THM': picture(++seed),
        'DCIM/100GOPRO/GL010002.LRV': own('a small film'),
        'DCIM/leinfo.sav': own('the last number'),
        'MISC/version.txt': '{"info version":"2.0","camera type":"HERO9 Black"}',
        'Get_started_with_GoPro.url': '[InternetShortcut]\r\n',
      },
      junk: ['DCIM/leinfo.sav', 'MISC/version.txt', 'Get_started_with_GoPro.url'],
      undated: ['DCIM/100GOPRO/GL010002.LRV'],
    },
    DJI: {
      files: {
        'DCIM/100MEDIA/DJI_0001.MP4': film('2019-06-07T08:09:10Z'),
        'DCIM/100MEDIA/DJI_0001.SRT': '1\n00:00:00,000 --> 00:00:01,000\nISO:100\n',
        'DCIM/100MEDIA/DJI_0002.JPG': jpeg('DJI', '2019-06-07T08:10:00'),
        'MISC/THM/100/DJI_0001.THM': picture(++seed),
        'MISC/THM/100/DJI_0001.SCR': picture(++seed),
        'MISC/GIS/dji.gis': own('where it flew'),
      },
      junk: ['MISC/THM/100/DJI_0001.THM', 'MISC/THM/100/DJI_0001.SCR'],
      undated: ['DCIM/100MEDIA/DJI_0001.SRT', 'MISC/GIS/dji.gis'],
    },
    Android: {
      files: {
        'DCIM/Camera/IMG_20190708_091011.jpg': jpeg('Google', '2019-07-08T09:10:11'),
        'DCIM/Camera/VID_20190708_091500.mp4': film('2019-07-08T07:15:00Z'),
        'DCIM/.thumbnails/.nomedia': '',
        'DCIM/.thumbnails/1000000033.jpg': picture(++seed),
        'Pictures/.nomedia': '',
        'WhatsApp/Media/WhatsApp Images/IMG-20190708-WA0001.jpg': picture(++seed),
      },
      junk: ['DCIM/.thumbnails', 'Pictures/.nomedia'],
      undated: [],
    },
  }
}
