/** Which volumes hold what is asked for, as the index knows it: no disc is read. */
import {
  type Catalog,
  type CatalogFile,
  Copies,
  dirname,
  type RawPath,
  relativeTo,
  type VolumeRow,
} from 'mediastruct'
import {filesOf, payloadOf} from '../contents.ts'
import {type FolderPart, partOfFolder} from '../folder-part.ts'
import {placeOn} from '../foreign.ts'
import {matcherOf} from './asked.ts'

export interface LocatedFile {
  readonly file: CatalogFile
  readonly volume: VolumeRow
  /** Below `data/`. */
  readonly below: RawPath
  /** As it stands on the volume's media. */
  readonly onVolume: RawPath
  /** Where other volumes hold the rest of its folder. */
  readonly part: FolderPart | undefined
}

/** @param what see `matcherOf` @throws MediaStructError EMPTY_PATTERN */
export function* locate(
  catalog: Catalog,
  volumes: readonly VolumeRow[],
  what: string,
): Generator<LocatedFile> {
  const isMeant = matcherOf(what)
  const copies = new Copies(catalog.db)
  for (const volume of volumes) {
    const data = payloadOf(volume)
    const place = placeOn(copies, volume)
    for (const file of filesOf(catalog, volume)) {
      const below = relativeTo(data, file.path)
      if (isMeant(file, below, volume))
        yield {file, volume, below, onVolume: place(below), part: partOfFolder(volume, dirname(below))}
    }
  }
}
