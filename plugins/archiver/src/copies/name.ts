/** `MS-0001/a`, as a person types it. */
import {copyName, type Host, MediaStructError, type VolumeRow} from 'mediastruct'
import {volumeNamed} from '../known-volumes.ts'

export interface NamedCopy {
  readonly volume: VolumeRow
  /** As it is remembered. */
  readonly copy: string
}

/** @throws MediaStructError BAD_COPY, UNKNOWN_VOLUME, AMBIGUOUS_VOLUME */
export function copyNamed(text: string, volumes: readonly VolumeRow[], host: Host): NamedCopy {
  const at = text.indexOf('/')
  if (at < 0) {
    throw new MediaStructError('BAD_COPY', `It is not said which copy of ${text} is meant.`, {
      hint: `Write the volume and the copy: ${text}/a`,
    })
  }
  return {volume: volumeNamed(text.slice(0, at), volumes, host), copy: copyName(text.slice(at + 1))}
}
