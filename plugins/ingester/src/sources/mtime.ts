/** The file system's time of the last change: asked only where the user says so, since copying alone can set it. */
import {fromUtc} from 'mediastruct'
import {type DateSource, trusted} from './source.ts'

export const mtime: DateSource = {
  date: async (file) => trusted(fromUtc(Number(file.mtimeNs / 1_000_000_000n), file.timezone), 'low'),
}
