/**
 * `--watch`: rounds of ingest, one whenever something new lies still in the drops. Nothing is remembered but what was
 * seen: a watch that starts again begins with a whole round, and the disk and the catalog say the rest.
 *
 * Rounds are done in this process, not in one of their own. A signal then comes once (a terminal, and systemd, send it to
 * a child as well, for which a second one means "stop now"), what was seen before is at hand, and what was read of files
 * that stay needs no second reading. Each round opens and closes its own books, so that between rounds others have them.
 */
import {type Excluder, isWithin, type RawPath, type Reporter, toText} from 'mediastruct'
import {Look, type Seen} from './look.ts'
import {OpenFiles} from './open-files.ts'
import {Patience} from './patience.ts'
import {Roots} from './roots.ts'
import {pause} from './settle.ts'
import {Stir} from './stir.ts'

export interface WatchOptions {
  /** How long a file must be still. */
  readonly settleMs: number
  readonly excludes: Excluder
  readonly reporter: Pick<Reporter, 'note' | 'warn'>
  readonly signal: AbortSignal
  /**
   * Files what is as `first` shows it, out of those drops that are there.
   * @returns what it left because it was not still
   * @throws MediaStructError where nothing could be done
   */
  readonly round: (first: Look, drops: readonly RawPath[]) => Promise<ReadonlySet<RawPath>>
}

/** Less would be no look at all. ms */
const LEAST_SETTLE_MS = 100
/** How often it is asked whether the drops are still the same: a mount tells nobody. ms */
const BEAT_MS = 5000
/** How often one looks though nothing stirred: events get lost. ms */
const UNASKED_MS = 60_000
/** Looking takes at most this part of the time. */
const LOOKING_PART = 0.05

/** Goes on until the signal. @throws MediaStructError what a round threw that does not pass by itself */
export async function watchDrops(drops: readonly RawPath[], options: WatchOptions): Promise<void> {
  const watch = new DropWatch(drops, options)
  try {
    await watch.run()
  } finally {
    await watch.close()
  }
}

class DropWatch {
  readonly #drops: readonly RawPath[]
  readonly #options: WatchOptions
  readonly #settleMs: number
  readonly #roots: Roots
  readonly #stir: Stir
  readonly #patience = new Patience()
  /** What the last round considered, and what of it was not still. */
  #considered = Look.ofNothing()
  #moving: ReadonlySet<RawPath> = new Set()
  /** A round is to be done whether or not anything is new: the first one, and one that could not be done. */
  #isDue = true
  /** Something is new, and not still yet. */
  #isRestless = true
  #stirred = true
  #wake: () => void = () => undefined

  constructor(drops: readonly RawPath[], options: WatchOptions) {
    this.#drops = drops
    this.#options = options
    this.#settleMs = Math.max(LEAST_SETTLE_MS, options.settleMs)
    this.#roots = new Roots(drops, options.reporter)
    this.#stir = new Stir(() => this.#hear(), options.reporter)
    options.signal.addEventListener('abort', () => this.#wake(), {once: true})
  }

  async close(): Promise<void> {
    await this.#stir.close()
  }

  /** One event is as good as a thousand. */
  #hear(): void {
    if (this.#stirred) return
    this.#stirred = true
    this.#wake()
  }

  async run(): Promise<void> {
    const {reporter, signal} = this.#options
    const names = this.#drops.map(toText).join(', ')
    reporter.note(
      `Watching ${names}: what lies still for ${this.#settleMs / 1000} s is filed. Ctrl-C ends it.`,
    )
    let previous: Look | undefined
    while (!signal.aborted) {
      if (await this.#roots.refresh()) await this.#stir.listen(this.#roots.present)
      this.#stirred = false
      const look = await Look.at(this.#roots.present, this.#options)
      if (signal.aborted) return
      await this.#consider(look, previous ?? (look.files === 0 ? look : undefined))
      previous = look
      await this.#rest(look)
    }
  }

  /** @param earlier a look that is old enough; none at the beginning */
  async #consider(look: Look, earlier: Look | undefined): Promise<void> {
    const fresh = [...this.#fresh(look)]
    this.#isRestless = this.#isDue || fresh.length > 0
    if (earlier && (this.#isDue || fresh.some(this.#stillIn(earlier)))) await this.#round(earlier)
  }

  /** What no round has considered as it is now. */
  *#fresh(look: Look): Generator<Seen, void, undefined> {
    for (const path of this.#moving) {
      const seen = look.find(path)
      if (seen) yield seen
    }
    for (const seen of look.unlike(this.#considered)) if (!this.#isExcluded(seen)) yield seen
  }

  #isExcluded({path}: Seen): boolean {
    const {excludes} = this.#options
    return this.#drops.some((drop) => isWithin(path, drop) && excludes(drop, path, false))
  }

  #stillIn(earlier: Look): (seen: Seen) => boolean {
    let open: OpenFiles | undefined
    return (seen) => {
      if (earlier.compare(seen.path, seen) !== 'same') return false
      open ??= OpenFiles.now()
      return open.writerOf(seen.path, seen.inode) === undefined
    }
  }

  async #round(first: Look): Promise<void> {
    const {round, reporter} = this.#options
    const drops = this.#roots.present
    if (drops.length === 0) return
    try {
      this.#moving = await round(first, drops)
      this.#considered = first
      this.#isDue = false
      this.#isRestless = this.#moving.size > 0
      this.#patience.restore()
      reporter.note('Waiting for more.')
    } catch (error) {
      const words = this.#patience.lose(error)
      if (words !== undefined) reporter.warn(words)
      this.#isDue = true
    }
  }

  /** Until it is worth looking again: no sooner than what was seen can have proved still. */
  async #rest(look: Look): Promise<void> {
    const {signal} = this.#options
    const soonest = look.takenAt + Math.max(this.#settleMs, look.tookMs / LOOKING_PART, this.#patience.waitMs)
    const latest = this.#isRestless || this.#stir.isSilent ? soonest : look.takenAt + UNASKED_MS
    while (!signal.aborted) {
      const until = (this.#stirred ? soonest : Math.max(soonest, latest)) - performance.now()
      if (until <= 0) return
      await this.#sleep(Math.min(until, BEAT_MS))
      if (await this.#roots.refresh()) {
        await this.#stir.listen(this.#roots.present)
        this.#stirred = true
      }
    }
  }

  /** At most so long; an event or a signal wakes it. */
  async #sleep(ms: number): Promise<void> {
    if (this.#options.signal.aborted) return
    const waking = new AbortController()
    this.#wake = () => waking.abort()
    await pause(ms, waking.signal)
    this.#wake = () => undefined
  }
}
