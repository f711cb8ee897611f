/** The file system's time of the last change: asked only where the user says so, since copying alone can set it. */
import {toIso, utcClock} from 'mediastruct'
import {instant} from './instant.ts'
import type {DateSource} from './source.ts'

export const mtime: DateSource = {
  weigh: async (file) => {
    const seconds = Number(file.mtimeNs / 1_000_000_000n)
    const found = {field: 'file system', written: `${toIso(utcClock(seconds))}Z`}
    // The computer's clock, and not the camera's: nothing in the file says where it stood.
    return [await instant(found, seconds, {candidates: []}, file, 'low')]
  },
}
