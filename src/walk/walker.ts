/** Walking a tree with several worker threads: every directory below a root, each once, in no fixed order. */
import {type TakeStray, Threads} from '../hash/threads.ts'
import {join, type RawPath} from '../paths/bytes.ts'
import type {Survey, SurveyTerms} from './survey.ts'
import type {WalkTask} from './worker.ts'

const WORKER = new URL(`./worker${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)
  .href
/** Directories a message: enough to make its cost vanish, few enough to keep the cores even. */
const BATCH_DIRECTORIES = 32

interface Batch {
  readonly directories: readonly RawPath[]
  /** Of the first of them; what a worker did not come to waits again. */
  readonly surveys: Promise<Survey[]>
}

export class Walker {
  readonly #threads: number
  readonly #pool: Threads<WalkTask, Survey[]>

  constructor(threads: number, takeStray?: TakeStray) {
    this.#threads = Math.max(1, threads)
    this.#pool = new Threads(WORKER, this.#threads, takeStray)
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
      while (waiting.length > 0 && running.length < this.#threads * 2) {
        const share = Math.max(1, Math.ceil(waiting.length / (this.#threads * 2)))
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
    const surveys = this.#pool.run({directories, terms})
    // Whoever stops early awaits none of those ahead: what fails of them is nobody's error.
    surveys.catch(() => undefined)
    return {directories, surveys}
  }

  async close(): Promise<void> {
    await this.#pool.close()
  }
}
