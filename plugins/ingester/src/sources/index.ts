/** Every capture-date source of ours. */
import {exif, exifModify} from './exif.ts'
import {filename} from './filename.ts'
import {mtime} from './mtime.ts'
import type {SourceName} from './names.ts'
import {mvhd, quicktime} from './quicktime.ts'
import {sidecar} from './sidecar.ts'
import type {DateSource} from './source.ts'
import {xmp} from './xmp.ts'

export const DATE_SOURCES: Readonly<Record<SourceName, DateSource>> = {
  sidecar,
  exif,
  quicktime,
  xmp,
  mvhd,
  filename,
  'exif-modify': exifModify,
  mtime,
}
