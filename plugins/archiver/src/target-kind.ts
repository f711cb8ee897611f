/** How a volume gets onto a medium: as an image that a program writes, or file by file, where the medium is mounted. */
import type {VolumeTarget} from 'mediastruct'

/** What a target names as its imager and writer where it takes files; naming neither says the same. */
const DIRECTORY = 'directory'

/** Tapes with LTFS, disks, shares: whatever is mounted as a directory. */
export function takesFiles({
  imager = DIRECTORY,
  writer = DIRECTORY,
}: Pick<VolumeTarget, 'imager' | 'writer'>): boolean {
  return imager === DIRECTORY && writer === DIRECTORY
}
