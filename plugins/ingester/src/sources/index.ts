/** Every capture-date source of ours. */
import {embedded} from './embedded.ts'
import {filename} from './filename.ts'
import {folder} from './folder.ts'
import {mtime} from './mtime.ts'
import type {SourceName} from './names.ts'
import {sidecar} from './sidecar.ts'
import type {DateSource} from './source.ts'
import {takeout} from './takeout.ts'

export const DATE_SOURCES: Readonly<Record<SourceName, DateSource>> = {
  sidecar,
  exif: embedded('exif', 'high'),
  'exif-digitized': embedded('exif-digitized', 'high'),
  quicktime: embedded('quicktime', 'high'),
  avchd: embedded('avchd', 'high'),
  riff: embedded('riff', 'high'),
  xmp: embedded('xmp', 'high'),
  mvhd: embedded('mvhd', 'medium'),
  matroska: embedded('matroska', 'medium'),
  asf: embedded('asf', 'medium'),
  takeout,
  filename,
  'exif-modify': embedded('exif-modify', 'low'),
  folder,
  mtime,
}
