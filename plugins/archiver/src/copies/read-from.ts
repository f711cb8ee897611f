/** Where the copies that count were read from: whoever deletes the directory should know what is left of it. */
import {
  type Catalog,
  Copies,
  type CopyRow,
  copyFields,
  pathFields,
  printable,
  type RawPath,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {placeNow, readings} from '../verifying/once.ts'
import {isOnArchiveDisk} from './same-disk.ts'

export interface ReadFrom {
  readonly copy: CopyRow
  readonly kind: 'file' | 'directory' | 'drive'
  /** Undefined: of a drive. */
  readonly path: RawPath | undefined
  /** It lies there still, on the disk that the archive is on. */
  readonly onArchiveDisk: boolean
}

/** Of each verified copy. */
export async function readFromOf({db}: Catalog, volume: VolumeRow): Promise<ReadFrom[]> {
  const read = new Map(readings(db, volume).map((each) => [each.name, each.read]))
  return await Promise.all(
    new Copies(db).verified(volume).map(async (copy): Promise<ReadFrom> => {
      const {file, directory, identity} = read.get(copy.name) ?? {}
      const now = await placeNow({file, directory, identity})
      return {
        copy,
        kind: file !== undefined ? 'file' : directory !== undefined ? 'directory' : 'drive',
        path: file ?? directory,
        onArchiveDisk: now !== undefined && (await isOnArchiveDisk(now, volume)),
      }
    }),
  )
}

export function readFromLine({id}: VolumeRow, {copy, kind, path}: ReadFrom): string {
  const place = path === undefined ? `a ${kind}` : `the ${kind} ${printable(toText(path))}`
  const kept = copy.where === undefined ? '' : `, kept: ${printable(copy.where)}`
  return `  ${id}/${copy.name}  read from ${place}${kept}`
}

/** Of every copy. */
export function readFromFields({db}: Catalog, volume: VolumeRow, all: readonly ReadFrom[]): object[] {
  const copies = new Copies(db)
  return copies.of(volume).map(({name}) => {
    const {path, onArchiveDisk = false} = all.find(({copy}) => copy.name === name) ?? {}
    return {
      ...copyFields(copies, volume, name),
      ...(path !== undefined && pathFields('readFrom', path)),
      onArchiveDisk,
    }
  })
}
