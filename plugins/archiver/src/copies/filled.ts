/** Whether a volume is as it will be burned. */
import {MediaStructError, type VolumeRow, type Volumes} from 'mediastruct'

/** What a killed run still puts into it would be on no copy. @throws MediaStructError VOLUME_UNFINISHED */
export function assertFilled(volumes: Volumes, {id, path, state}: VolumeRow): void {
  if (state !== 'unburned' || !volumes.isAwaiting(path)) return
  throw new MediaStructError('VOLUME_UNFINISHED', `A run that was interrupted still puts files into ${id}.`, {
    hint: 'Let "mediastruct archive" finish it first; nothing else may be burned.',
  })
}
