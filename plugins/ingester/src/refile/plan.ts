/** Plans the new places of what is in the library already. */
import {type PlanSink, type Progress, type RawPath, toText} from 'mediastruct'
import {compareCaptures} from '../naming/capture-order.ts'
import {assetWord} from '../planner/asset-word.ts'
import type {Namer} from '../planner/namer.ts'
import {portableNotice} from '../planner/notices.ts'
import {detailsOf, takenReason} from '../planner/reasons.ts'
import {asidePlaces, type Way} from './aside.ts'
import {type Departure, inOrder, type Step, stuck} from './departures.ts'
import {type Fate, type Fates, type MovingFate, refused} from './fates.ts'
import {InTheWay} from './in-the-way.ts'

export interface RefileOptions {
  readonly directories: Iterable<RawPath>
  readonly fates: Fates
  readonly namer: Namer
  /** Of the moves' hashes. */
  readonly algorithm: string
  readonly sink: PlanSink
  readonly progress: Pick<Progress, 'add'>
  readonly signal: AbortSignal
}

/** Directory by directory; within each in the order of capture. @returns how many files have their place already */
export async function planRefile(options: RefileOptions): Promise<number> {
  const planner = new RefilePlanner(options)
  for (const directory of options.directories) {
    if (options.signal.aborted) return planner.inPlace
    await planner.plan(directory)
  }
  planner.planWaiting()
  return planner.inPlace
}

interface Waiting extends Departure {
  readonly fate: MovingFate
  readonly ways: readonly Way[]
}

class RefilePlanner {
  inPlace = 0
  readonly #options: RefileOptions
  readonly #waiting: Waiting[] = []
  readonly #inTheWay = new InTheWay()
  /** Files that were to go, and could not be named after all. */
  readonly #unmoved = new Set<RawPath>()

  constructor(options: RefileOptions) {
    this.#options = options
  }

  async plan(directory: RawPath): Promise<void> {
    const {fates, progress} = this.#options
    const decided = await fates.of(directory)
    for (const fate of decided) this.#settle(fate)
    const moving = decided.filter((fate) => fate.kind === 'moves')
    for (const fate of moving.toSorted(byCapture)) await this.#place(fate)
    progress.add(decided.length, 0)
  }

  /** Those whose places others have now, in an order in which they can go. */
  planWaiting(): void {
    const hindered = stuck(this.#waiting, (path) => this.#unmoved.has(path))
    for (const [{ways}, blocker] of hindered) {
      const reason = `its new place is that of ${toText(blocker)}, which stays`
      for (const [{path}] of ways) this.#options.sink.left({path, code: 'name', reason})
    }
    const asides = new Map<Waiting, readonly RawPath[]>()
    for (const step of inOrder(this.#waiting.filter((waiting) => !hindered.has(waiting)))) {
      this.#take(step, asides)
    }
  }

  #settle(fate: Fate): void {
    const {sink} = this.#options
    if (fate.kind === 'stays') this.inPlace += fate.files
    if (fate.kind !== 'left') return
    for (const left of fate.left) sink.left(left)
    for (const failure of fate.failures ?? []) sink.failure(failure)
  }

  async #place(fate: MovingFate): Promise<void> {
    const {filing, keepsName} = fate
    const ways = await this.#waysOf(filing, keepsName).catch((error: unknown) => {
      for (const path of fate.leaving) this.#unmoved.add(path)
      this.#settle(refused(filing.filed, error))
    })
    if (ways === undefined) return
    this.inPlace += filing.filed.length - ways.length
    const {namer} = this.#options
    const blockers = ways.flatMap(([, to]) => this.#inTheWay.of(to, namer.lyingAt(to)))
    if (blockers.length > 0) this.#waiting.push({fate, ways, blockers, from: ways.map(([{path}]) => path)})
    else this.#move(fate, ways)
  }

  async #waysOf(filing: MovingFate['filing'], keepsName: boolean): Promise<Way[]> {
    const places = await this.#options.namer.placesFor(filing, keepsName)
    return filing.filed.flatMap((member) => {
      const to = places.get(member)
      return to === undefined || to === member.path ? [] : [[member, to] as const]
    })
  }

  #take({kind, departure}: Step<Waiting>, asides: Map<Waiting, readonly RawPath[]>): void {
    const {fate, ways} = departure
    if (kind !== 'steps aside') this.#move(fate, ways, asides.get(departure))
    else asides.set(departure, this.#moveAside(fate, ways))
  }

  #moveAside(fate: MovingFate, ways: readonly Way[]): readonly RawPath[] {
    const places = this.#asideFor(ways)
    const away = ways.map(([member], index): Way => [member, places[index] ?? member.path])
    this.#move(fate, away, undefined, 'makes room for another file first')
    return places
  }

  #asideFor(ways: readonly Way[]): readonly RawPath[] {
    const hash = ways[0]?.[0].hash ?? ''
    for (const places of asidePlaces(ways)) if (this.#options.namer.reserve(places, hash)) return places
    throw new Error('no name is left for a file that makes room')
  }

  /** @param from where they lie by then, if not at home */
  #move(fate: MovingFate, ways: readonly Way[], from?: readonly RawPath[], reason?: string): void {
    const {sink, algorithm, namer} = this.#options
    const {found, primary} = fate.filing
    const id = `${assetWord(primary.path)}${reason === undefined ? '' : ' (aside)'}`
    for (const [index, [member, to]] of ways.entries()) {
      const {path, size, mtimeNs, hash} = member
      sink.move({
        from: from?.[index] ?? path,
        to,
        size,
        mtimeNs,
        hash,
        algorithm,
        reason: reason ?? takenReason(found),
        asset: ways.length > 1 ? id : undefined,
        details: detailsOf(found),
      })
      const notice = reason === undefined ? portableNotice(path, namer.below(to)) : undefined
      if (notice) sink.notice(notice)
    }
  }
}

function byCapture(a: MovingFate, b: MovingFate): number {
  return compareCaptures(capturedOf(a), capturedOf(b))
}

function capturedOf({filing: {found, primary, original}}: MovingFate) {
  return {local: found.date.local, name: original ?? primary.name}
}
