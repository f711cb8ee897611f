/** Which directories a run takes from, where it puts them, and that these lie apart. */
import {
  assertDirectory,
  isWithin,
  MediaStructError,
  type RawPath,
  type Settings,
  toText,
  typedPath,
} from 'mediastruct'
import type {Drop} from './drop.ts'

/**
 * The drops that were typed, else those of the config; each once. A typed one that the config names keeps what it says.
 * @throws MediaStructError NO_DROP, MISSING_ROOT, NOT_A_DIRECTORY
 */
export async function chooseDrops(
  typed: readonly string[],
  {drop: configured, timezone}: Pick<Settings, 'drop' | 'timezone'>,
  copy: boolean,
): Promise<Drop[]> {
  const named = await Promise.all(typed.map(typedPath))
  const paths = new Set(named.length > 0 ? named : configured.map(({path}) => path))
  if (paths.size === 0) {
    throw new MediaStructError('NO_DROP', 'There is no drop to take files from.', {
      hint: 'Name one: mediastruct ingest /media/card --to /data/photos; or set "drop" in the config.',
    })
  }
  for (const path of paths) assertDirectory(path)
  return [...paths].map((path) => {
    const settings = configured.find((entry) => entry.path === path)
    return {path, copy: copy || (settings?.copy ?? false), timezone: settings?.timezone ?? timezone}
  })
}

export interface Places {
  readonly drops: readonly Drop[]
  readonly library: RawPath
  readonly undated: RawPath | undefined
  readonly settings: Pick<Settings, 'library' | 'duplicates'>
  readonly masters: readonly RawPath[]
}

/**
 * Nothing is taken out of a tree that files are kept in, nothing is put into a master or back into a drop.
 * @throws MediaStructError BAD_DROP, BAD_TARGET
 */
export function assertPlaces({drops, library, undated, settings, masters}: Places): void {
  const {duplicates} = settings
  const kept = [library, settings.library, duplicates, undated, ...masters].filter(
    (path) => path !== undefined,
  )
  for (const {path} of drops) assertApart('BAD_DROP', 'drop', path, kept)
  assertApart('BAD_TARGET', 'library', library, [
    ...masters,
    ...(duplicates === undefined ? [] : [duplicates]),
  ])
  if (undated !== undefined) assertApart('BAD_TARGET', 'directory for undated files', undated, masters)
}

function assertApart(code: string, what: string, path: RawPath, others: readonly RawPath[]): void {
  const other = others.find((place) => isWithin(path, place) || isWithin(place, path))
  if (other === undefined) return
  throw new MediaStructError(code, `The ${what} ${toText(path)} and ${toText(other)} overlap.`, {
    hint: 'Drops, the library, masters and the duplicates must lie apart. Choose another directory.',
  })
}
