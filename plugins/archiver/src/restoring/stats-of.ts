/** What has a name in the directory that is restored to. */
import {lstatSync, type Stats} from 'node:fs'
import {type RawPath, toBytes} from 'mediastruct'

/** What can't be looked at can't be written either: that tells of it. */
export function statsOf(path: RawPath): Stats | undefined {
  try {
    return lstatSync(toBytes(path), {throwIfNoEntry: false})
  } catch {
    return undefined
  }
}
