/** How far a long work is, in bytes, of which it is known how many there are. */
import type {Host, Progress} from 'mediastruct'

export function progressOf({reporter}: Host): (label: string, totalBytes: number) => Progress {
  return (label, totalBytes) => {
    const progress = reporter.progress(label)
    progress.total(undefined, totalBytes)
    return progress
  }
}
