/** Walking a tree with several worker threads: every directory below a root, each once, in no fixed order. */
import {jobIn, type Workers} from '../hash/workers.ts'
import {join, type RawPath} from '../paths/bytes.ts'
import type {Survey, SurveyTerms} from './survey.ts'
import type {WalkTask} from './worker.ts'

export const WALKING = jobIn<WalkTask, Survey[]>('worker', import.meta)
/** Directories a message: enough to make its cost vanish, few enough to keep the cores even. */
const BATCH_DIRECTORIES = 32

interface Batch {
  readonly directories: readonly RawPath[]
  /** Of the first of them; what a worker did not come to waits again. */
  readonly surveys: Promise<Survey[]>
}

export class Walker {
  readonly #workers: Workers

  constructor(workers: Workers) {
    this.#workers = workers
  }

  /**
   * Listings of `root` and all below it, but for directories that `enter` refuses.
   * The caller's pace is the walker's: no more than two batches a thread are ahead of it.
   * @param terms to compare each directory with the index; what is as it says then comes as two sums
   */
  async *walk(
    root: RawPath,
    enter: (directory: RawPath) => boolean = () => true,
    terms?: SurveyTerms,
  ): AsyncGenerator<Survey, void, void> {
    const waiting: RawPath[] = [root]
    const running: Batch[] = []
    while (waiting.length > 0 || running.length > 0) {
      while (waiting.length > 0 && running.length < this.#workers.most * 2) {
        const share = Math.max(1, Math.ceil(waiting.length / (this.#workers.most * 2)))
        running.push(this.#start(waiting.splice(-Math.min(BATCH_DIRECTORIES, share)), terms))
      }
      const {directories = [], surveys = []} = running.shift() ?? {}
      const done = await surveys
      waiting.push(...directories.slice(done.length))
      for (const listing of done) {
        for (const name of listing.directories) {
          const directory = join(listing.path, name)
          if (enter(directory)) waiting.push(directory)
        }
        yield listing
      }
    }
  }

  #start(directories: readonly RawPath[], terms: SurveyTerms | undefined): Batch {
    const surveys = this.#workers.run(WALKING, {directories, terms})
    // Whoever stops early awaits none of those ahead: what fails of them is nobody's error.
    surveys.catch(() => undefined)
    return {directories, surveys}
  }
}
