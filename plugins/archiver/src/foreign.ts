/** Volumes that others made: they came in as they were found, without our files, and without a `data/`. */
import {type Copies, count, join, type RawPath, type VolumeRow} from 'mediastruct'
import {BAG_FILE, PAYLOAD} from './bag/model.ts'

/** What a medium is called that nobody named. */
export const FOREIGN_MEDIUM = 'foreign'

export function isForeign(copies: Copies, volume: VolumeRow): boolean {
  if (volume.own[BAG_FILE.manifest] !== undefined) return false
  return volume.medium === FOREIGN_MEDIUM || copies.events.of(volume).some(({by}) => by === 'add')
}

/** Where a file stands on the volume's media. @param below `data/` of the directory that the index knows it in */
export function placeOn(copies: Copies, volume: VolumeRow): (below: RawPath) => RawPath {
  return isForeign(copies, volume) ? (below) => below : (below) => join(PAYLOAD, below)
}

/** What never could be read of it, as a part of a sentence. */
export function unreadText({unread = []}: VolumeRow): string {
  return `${count(unread.length, 'thing')} on it could not be read when it was added`
}
