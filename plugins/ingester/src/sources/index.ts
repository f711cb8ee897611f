/** Every capture-date source of ours, and the order in which they are asked. */
import {exif, exifModify} from './exif.ts'
import {filename} from './filename.ts'
import {mtime} from './mtime.ts'
import {mvhd, quicktime} from './quicktime.ts'
import {sidecar} from './sidecar.ts'
import type {DateSource} from './source.ts'
import {xmp} from './xmp.ts'

export type {DateSource} from './source.ts'

export const DATE_SOURCES: readonly DateSource[] = [
  sidecar,
  exif,
  quicktime,
  xmp,
  mvhd,
  filename,
  exifModify,
  mtime,
]

/** Asked in this order unless `dates` says otherwise; `mtime` only where the user asks for it. */
export const DEFAULT_DATES: readonly string[] = DATE_SOURCES.map(({name}) => name).filter(
  (name) => name !== mtime.name,
)
