/** A directory that is taken from. */
import {basename, type RawPath} from 'mediastruct'

export interface Drop {
  readonly path: RawPath
  /** The originals stay where they are. */
  readonly copy: boolean
  /** IANA zone for times that its files store as UTC. */
  readonly timezone: string
}

/** The name of a drop, under which its duplicates are put. */
export function nameOfDrop(drop: RawPath): RawPath {
  return basename(drop) || ('root' as RawPath)
}
