/** An archive that a lost catalog knew, known again from a disc: later discs of it may bear the ids that come next. */
import {type Catalog, Copies, type RawPath, type VolumeRow, Volumes} from 'mediastruct'
import {dayOf} from './copies/shown.ts'
import {numberOf} from './ids.ts'
import {ALWAYS_NEWEST} from './importing/told.ts'

/**
 * Nothing where the last volume of that label was filled here, or the archive's own index told of it.
 * @param next the first id that is about to be given
 * @returns a sentence
 */
export function mayBeTaken(
  catalog: Catalog,
  archive: RawPath,
  label: string,
  next: string,
): string | undefined {
  const volumes = new Volumes(catalog.db).of(archive)
  const last = lastOf(volumes, label)
  if (!last || last.filledBy.length > 0 || last.told === ALWAYS_NEWEST) return undefined
  const toldMs = newestTold(new Copies(catalog.db), volumes)
  if (toldMs === undefined && last.told === undefined) return undefined
  const from = toldMs === undefined ? 'an index' : `an index of ${dayOf(toldMs)}`
  return `This archive is known up to ${last.id}, from ${from}; a newer disc may bear ${next}. If there is one, import the newest first: mediastruct index import DEVICE`
}

function lastOf(volumes: readonly VolumeRow[], label: string): VolumeRow | undefined {
  const number = ({id}: VolumeRow) => numberOf(label, id) ?? 0
  return volumes.filter((volume) => number(volume) > 0).sort((a, b) => number(b) - number(a))[0]
}

/** ms since 1970. That a medium came in is dated by that day, and tells nothing of the index. */
function newestTold(copies: Copies, volumes: readonly VolumeRow[]): number | undefined {
  const told = volumes.flatMap((volume) =>
    copies.events
      .of(volume)
      .flatMap(({adopted, event, atMs}) => (adopted && event !== 'imported' ? [atMs] : [])),
  )
  return told.length > 0 ? told.reduce((newest, ms) => Math.max(newest, ms), 0) : undefined
}
