/** How what is told of a volume goes together with what is known of it. */
import type {VolumeRow} from 'mediastruct'
import type {ToldVolume} from './told.ts'

/**
 * What becomes of what is told of a volume. `new`: nothing was known of it. `newer`: an earlier index told of it while it
 * was still filled. `known`: it is compared, and completed. `older`: it tells of a time when the volume was still filled.
 */
export type Attitude = 'new' | 'newer' | 'known' | 'older'

/** That there is a medium is no news of a volume which was closed here. */
export function newsOf({events, shown}: ToldVolume, known: VolumeRow | undefined): ToldVolume['events'] {
  const isClosedHere = known !== undefined && known.told === undefined && known.state !== 'unburned'
  return isClosedHere ? events : [...events, ...shown]
}

export function attitudeTo({row, isOpen}: ToldVolume, known: VolumeRow | undefined): Attitude {
  if (!known) return 'new'
  const wasOpen = known.state === 'unburned'
  if (!isOpen) return wasOpen && known.told !== undefined ? 'newer' : 'known'
  if (!wasOpen || known.told === undefined) return 'older'
  if (known.told === row.told) return 'known'
  return (row.told ?? '') > known.told ? 'newer' : 'older'
}
