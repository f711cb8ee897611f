/**
 * Carries out one batch: intents → data flushed → new names → directories flushed → old names gone → directories flushed
 * → keepers read once more → done. Killed at any instruction, every file is whole under one of its names.
 */
import type {StoredMove} from '../catalog/runs.ts'
import {missingDirectories} from '../own/directories.ts'
import {dirname, isWithin, type RawPath} from '../paths/bytes.ts'
import {chooseNames} from './choose-names.ts'
import {commitDone, commitRefusal, refusalOf} from './commit.ts'
import {flushData, flushDirectories} from './flush.ts'
import {type Books, isRemoval, type Job, keepsSource, type Refusal} from './job.ts'
import {bereft} from './keepers.ts'
import {
  arriveTogether,
  assertArrived,
  isStuck,
  leave,
  leavesDebris,
  recordIntents,
  takeBack,
} from './placing.ts'
import {takeAwayUnused} from './prune.ts'
import {type Bounds, checkBatch, companionRefusal, failed} from './verify.ts'

const KEEPER_LOST =
  'the copy that should stay was not there, or not what it was, once this one had left: they may be one file'

export interface BatchResult {
  readonly done: readonly Job[]
  readonly refused: readonly {move: StoredMove; refusal: Refusal}[]
}

/** Jobs of one asset together, in their order. */
function assetsOf(jobs: readonly Job[]): Job[][] {
  return [...Map.groupBy(jobs, (job) => job.move.asset ?? job).values()]
}

function undecided({code, reason}: Refusal): Refusal {
  return {kind: 'undecided', code, reason}
}

export class Batch {
  readonly #books: Books
  readonly #bounds: Bounds
  readonly #signal: AbortSignal | undefined
  readonly #refused: {move: StoredMove; refusal: Refusal}[] = []
  /** Those still on their way. */
  #jobs: Job[] = []

  constructor(books: Books, bounds: Bounds, signal: AbortSignal | undefined) {
    this.#books = books
    this.#bounds = bounds
    this.#signal = signal
  }

  async carryOut(moves: readonly StoredMove[]): Promise<BatchResult> {
    const {jobs, refused} = await checkBatch(moves, this.#bounds, this.#books.hashes)
    this.#jobs = [...jobs]
    this.#books.runs.transaction(() => {
      for (const [move, refusal] of refused) this.#refuse(move, refusal)
    })
    const reserved = await this.#prepare()
    await this.#flushSources()
    await this.#arriveAll(reserved)
    await this.#eachOrBack((job) => assertArrived(this.#books, job))
    await flushDirectories(this.#moving().map(({to}) => dirname(to)))
    await this.#eachOrBack((job) => leave(this.#books, job))
    await flushDirectories(this.#leaving().map(({move}) => dirname(move.from)))
    await this.#readKeepersAgain()
    await commitDone(this.#books, this.#bounds.header.command, this.#jobs)
    return {done: this.#jobs, refused: this.#refused}
  }

  /** Names are chosen and intents recorded before anything is touched. */
  async #prepare(): Promise<Set<RawPath>> {
    const reserved = new Set<RawPath>()
    for (const asset of assetsOf(this.#moving())) {
      const failing = await chooseNames(this.#books, asset, reserved)
      if (failing) await this.#giveUp(failing.job, refusalOf(failing.error))
    }
    await this.#eachOrBack(async (job) => {
      if (isRemoval(this.#books, job.move)) return
      const forAll = this.#bounds.made.filter((directory) => isWithin(job.to, directory))
      job.made = [...forAll, ...(await missingDirectories(dirname(job.to)))]
    })
    await recordIntents(this.#books, this.#jobs)
    return reserved
  }

  async #flushSources(): Promise<void> {
    const byDevice = Map.groupBy(this.#moving(), ({source}) => source.device)
    for (const jobs of byDevice.values()) await flushData(jobs.map(({move}) => move.from))
  }

  /** An interruption waits for the asset in hand; what is not begun is planned again. */
  async #arriveAll(reserved: Set<RawPath>): Promise<void> {
    const putOff: Job[] = []
    for (const asset of assetsOf(this.#jobs)) {
      if (this.#signal?.aborted) putOff.push(...asset)
      else await this.#arriveTogether(asset, reserved)
    }
    await this.#putOff(putOff)
  }

  async #arriveTogether(asset: readonly Job[], reserved: Set<RawPath>): Promise<void> {
    const moving = asset.filter(({move}) => !isRemoval(this.#books, move))
    const failing = await arriveTogether(this.#books, moving, reserved)
    if (failing) await this.#giveUp(failing.job, refusalOf(failing.error))
  }

  async #putOff(jobs: readonly Job[]): Promise<void> {
    const {runs, run} = this.#books
    runs.transaction(() => {
      for (const {move} of jobs) runs.setState(run, move.seq, 'planned')
    })
    this.#drop(jobs)
    // What another run does to them later is not this one's to undo.
    await this.#books.journal.note('stayed', jobs)
  }

  /** Does a step for each job; where it fails, the file and its companions go back to where they were. */
  async #eachOrBack(step: (job: Job) => Promise<void>): Promise<void> {
    for (const job of [...this.#jobs]) {
      // A companion of one that failed is gone from the list by now.
      if (!this.#jobs.includes(job)) continue
      try {
        await step(job)
      } catch (error) {
        await this.#giveUp(job, refusalOf(error))
      }
    }
  }

  async #giveUp(culprit: Job, refusal: Refusal): Promise<void> {
    const {asset} = culprit.move
    const group = this.#jobs.filter(
      (job) => job === culprit || (asset !== undefined && job.move.asset === asset),
    )
    this.#drop(group)
    const outcomes: [Job, Refusal][] = []
    for (const job of group) {
      const why = job === culprit ? refusal : companionRefusal(culprit.move)
      outcomes.push([job, await this.#backOr(job, why)])
    }
    // An asset is recovered as a whole: one of it that is undecided leaves none of it decided.
    const isOver = outcomes.every(([, {kind}]) => kind !== 'undecided')
    for (const [job, outcome] of outcomes) this.#refuse(job.move, isOver ? outcome : undecided(outcome))
    // Others of the batch make theirs again; what was made for all of them stays till the end.
    const made = new Set(group.flatMap((job) => job.made)).difference(new Set(this.#bounds.made))
    await takeAwayUnused(made)
    if (isOver) await this.#books.journal.note('failed', group)
  }

  async #backOr(job: Job, refusal: Refusal): Promise<Refusal> {
    try {
      await takeBack(this.#books, job)
      return (await leavesDebris(job)) ? undecided(refusal) : refusal
    } catch (error) {
      return isStuck(error) ? refusalOf(error) : undecided(refusalOf(error))
    }
  }

  /** Duplicates have left: is what justified it really there? */
  async #readKeepersAgain(): Promise<void> {
    for (const job of await bereft(this.#jobs, this.#books.hashes)) {
      if (!this.#jobs.includes(job)) continue
      await this.#giveUp(job, failed('KEEPER_LOST', KEEPER_LOST))
    }
  }

  #refuse(move: StoredMove, refusal: Refusal): void {
    commitRefusal(this.#books, move, refusal)
    this.#refused.push({move, refusal})
  }

  #drop(jobs: readonly Job[]): void {
    this.#jobs = this.#jobs.filter((job) => !jobs.includes(job))
  }

  #moving(): Job[] {
    return this.#jobs.filter(({move}) => !isRemoval(this.#books, move))
  }

  #leaving(): Job[] {
    return this.#jobs.filter(({move}) => !keepsSource(this.#books, move))
  }
}
