/** A volume in one line, for a person. */
import {count, formatBytes, printable, toText} from 'mediastruct'
import type {VolumeRecord} from './volume.ts'

export function volumeLine({
  id,
  path,
  state,
  medium,
  capacityBytes,
  usedBytes,
  files,
  folders,
}: VolumeRecord): string {
  const what = `${count(files, 'file')} in ${count(folders.length, 'folder')}`
  const full = `${percentFull({usedBytes, capacityBytes})} of ${medium} (${formatBytes(capacityBytes)})`
  const shown = state === 'unburned' ? 'UNBURNED' : state
  return `${id}  ${full}, ${what}, ${shown}  ${printable(toText(path))}`
}

/** Never 100 % where something is free. */
export function percentFull({
  usedBytes,
  capacityBytes,
}: Pick<VolumeRecord, 'usedBytes' | 'capacityBytes'>): string {
  if (capacityBytes === 0) return '? %'
  const percent = Math.floor((100 * usedBytes) / capacityBytes)
  return `${percent === 0 && usedBytes > 0 ? '< 1' : percent} %`
}
