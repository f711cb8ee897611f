/** A copy on the disk of the archive is gone with it: that is said wherever such a copy is written, read or counted. */
import {stat} from 'node:fs/promises'
import {type RawPath, toBytes, toText, type VolumeRow} from 'mediastruct'

/** Of a file or a directory; a drive lies on no disk, and neither does what is not there. */
export async function isOnArchiveDisk(place: RawPath, {path, archive}: VolumeRow): Promise<boolean> {
  const [there, directory, above] = await Promise.all([place, path, archive].map(statsOf))
  if (!there || !(there.isFile() || there.isDirectory())) return false
  return there.dev === (directory ?? above)?.dev
}

export function onSameDisk(place: RawPath): string {
  return `${toText(place)} lies on the same disk as the archive: it goes where that disk goes.`
}

function statsOf(path: RawPath) {
  return stat(toBytes(path)).catch(() => undefined)
}
