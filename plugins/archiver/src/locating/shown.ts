/** Where files lie, for a person and for a program. */
import {type Copies, pathFields, printable, table, toText, type VolumeKey, type VolumeRow} from 'mediastruct'
import {allCopyFields, copyLines} from '../copies/shown.ts'
import {partFields, partText} from '../folder-part.ts'
import {isFar, type Media, mediaOf} from '../media.ts'
import type {LocatedFile} from './locate.ts'

/** A table of this many rows is laid out at a time: no listing is held as a whole. */
export const ROWS_AT_ONCE = 1000

export function locatedFields({file, volume, onVolume, part}: LocatedFile): object {
  const {path, hash, size, original} = file
  return {
    volume: volume.id,
    ...pathFields('archive', volume.archive),
    state: volume.state,
    ...pathFields('path', path),
    ...pathFields('onVolume', onVolume),
    hash: hash ?? null,
    size,
    ...(original !== undefined && pathFields('original', original)),
    ...(part && {part: partFields(part)}),
  }
}

/** How each volume that came up can be read. */
export function locatedVolumeFields(copies: Copies, volume: VolumeRow): object {
  const media = mediaOf(copies, volume)
  const {directory, images} = media
  return {
    id: volume.id,
    ...pathFields('archive', volume.archive),
    state: volume.state,
    needsDisc: isFar(media),
    ...(directory !== undefined && pathFields('directory', directory)),
    images: images.map((image) => pathFields('path', image)),
    copies: allCopyFields(copies, volume),
  }
}

/** @param isFirst of several tables: it has titles */
export function locatedLines(files: readonly LocatedFile[], isFirst: boolean): string[] {
  const titles = ['volume', 'state', 'path on it', 'part', 'was']
  const rows = files.map(({file, volume, onVolume, part}) => [
    volume.id,
    volume.state,
    toText(onVolume),
    part ? partText(part) : '',
    file.original === undefined ? '' : toText(file.original),
  ])
  const isUsed = titles.map((_, index) => rows.some((row) => row[index] !== ''))
  const used = <T>(cells: readonly T[]) => cells.filter((_, index) => isUsed[index])
  return table(used(titles.map((title) => ({title: isFirst ? title : ''}))), rows.map(used))
}

/** Where a volume is now, and which discs to look for. */
export function whereLines(copies: Copies, volume: VolumeRow): string[] {
  return [`${volume.id}: ${whereNow(mediaOf(copies, volume))}`, ...copyLines(copies, volume)]
}

function whereNow({directory, images, written, damaged}: Media): string {
  if (directory !== undefined) return `its directory is there, ${printable(toText(directory))}`
  const [image] = images
  if (image !== undefined) return `an image of it is there, ${printable(toText(image))}`
  if (written.length > 0) return 'a disc must be fetched'
  if (damaged.length > 0) return 'a disc must be fetched, and is known to be damaged'
  return 'no copy of it is known'
}

/** Volumes of several archives may have one id. */
export function keyOf({archive, id}: VolumeKey): string {
  return `${id}/${archive}`
}
