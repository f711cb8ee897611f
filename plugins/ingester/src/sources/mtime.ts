/** The file system's time of the last change: asked only where the user says so, since copying alone can set it. */
import {fromUtc} from 'mediastruct'
import {defineSource, trusted} from './source.ts'

export const mtime = defineSource('mtime', async (file) => {
  const parsed = fromUtc(Number(file.mtimeNs / 1_000_000_000n), file.timezone)
  return trusted(parsed, 'low')
})
