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
  'takeout',
  'filename',
  'exif-modify',
  'folder',
  'mtime',
] as const

export type SourceName = (typeof SOURCE_NAMES)[number]

/** Those that say something without looking into the file. */
const BY_NAME_ALONE: readonly string[] = ['takeout', 'filename', 'folder', 'mtime']

export function isOurs(name: string): name is SourceName {
  return SOURCE_NAMES.some((ours) => ours === name)
}

/** Whether a source of ours, of this name, needs to have the file examined. */
export function examines(name: string): boolean {
  return isOurs(name) && !BY_NAME_ALONE.includes(name)
}

/** Asked in this order unless `dates` says otherwise; `mtime` only where the user asks for it. */
export const DEFAULT_DATES: readonly string[] = SOURCE_NAMES.filter((name) => name !== 'mtime')

/** In `dates`: those of the default that the list doesn't name, in their order. */
const REST = '...'

/** The sources that are asked, in order. @param configured what the config's `dates` has */
export function datesInOrder(configured: readonly string[] = [REST]): string[] {
  const rest = DEFAULT_DATES.filter((name) => !configured.includes(name))
  return [...new Set(configured.flatMap((name) => (name === REST ? rest : [name])))]
}
