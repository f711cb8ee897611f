/** A volume in one line, for a person. */
import {count, formatBytes, printable, toText} from 'mediastruct'
import {orderText, type PackOrder} from './packing/order.ts'
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
  const full = `${percentFull({usedBytes, capacityBytes})} of ${printable(medium)} (${formatBytes(capacityBytes)})`
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

/** How well volumes were filled, all together. */
export function packingLine(
  {volumes, lowerBound}: {volumes: readonly VolumeRecord[]; lowerBound: number},
  order: PackOrder,
): string {
  const sum = (of: 'usedBytes' | 'capacityBytes') => volumes.reduce((bytes, volume) => bytes + volume[of], 0)
  const full = percentFull({usedBytes: sum('usedBytes'), capacityBytes: sum('capacityBytes')})
  const above = volumes.length - lowerBound
  const distance =
    above === 0
      ? 'no packing could do with fewer'
      : `${((100 * above) / lowerBound).toFixed(1)} % above the ${lowerBound} that no packing could do without`
  return `${count(volumes.length, 'volume')}, ${full} full together, packed as "${orderText(order)}": ${distance}`
}
