/** The words for our capture-date sources, apart from their code: it is loaded when the first file is asked for its date. */
export const SOURCE_NAMES = [
  'sidecar',
  'exif',
  'exif-digitized',
  'quicktime',
  'avchd',
  'riff',
  'xmp',
  'mvhd',
  'matroska',
  'asf',
  'filename',
  'exif-modify',
  'mtime',
] as const

export type SourceName = (typeof SOURCE_NAMES)[number]

/** Asked in this order unless `dates` says otherwise; `mtime` only where the user asks for it. */
export const DEFAULT_DATES: readonly string[] = SOURCE_NAMES.filter((name) => name !== 'mtime')
