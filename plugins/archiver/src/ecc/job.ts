/** What a provider of error correction is handed: an image under a plain name, and a directory of its own. */
import {type EccJob, fromText, makeScratch, type Progress, type RawPath} from 'mediastruct'

export interface EccWork {
  readonly image: RawPath
  /** Bytes of it, or of what it is to become: what progress is measured by. */
  readonly bytes: number
  readonly label: string
  readonly progress: (label: string, totalBytes: number) => Progress
  readonly signal?: AbortSignal | undefined
}

/** The image's own name may be one that no argument of a program can say: a link to it has none of that. */
const IMAGE = fromText('image.iso')
const WORK = fromText('work')

export async function withJob<T>(
  {image, bytes, label, progress, signal = new AbortController().signal}: EccWork,
  work: (job: EccJob) => Promise<T>,
): Promise<T> {
  const scratch = makeScratch()
  const shown = progress(label, bytes)
  let told = 0
  try {
    scratch.linkTo(IMAGE, image)
    scratch.directory(WORK)
    return await work({
      image: `${scratch.path}/${IMAGE}`,
      scratch: `${scratch.path}/${WORK}`,
      signal,
      progress(done) {
        const now = Math.floor(bytes * Math.min(1, Math.max(0, Number(done) || 0)))
        if (now <= told) return
        shown.add(0, now - told)
        told = now
      },
    })
  } finally {
    shown.end()
    scratch.remove()
  }
}
