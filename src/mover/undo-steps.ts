/**
 * Files that one run moved twice: out of another one's way, then to their place. They go all the way back, or not at all:
 * the last step decides.
 */
import type {Runs, StoredMove} from '../catalog/runs.ts'
import type {RawPath} from '../paths/bytes.ts'

export class Steps {
  /** By `seq`: the step that followed, and where the file came from. */
  readonly #followed: ReadonlyMap<number, {readonly later: number; readonly from: RawPath}>
  /** By `seq` of a step: of the one before. */
  readonly #before: ReadonlyMap<number, number>
  /** Times of the files that go back, by the `seq` of each step that is taken back. */
  readonly #back = new Map<number, bigint>()

  constructor(runs: Runs, run: string) {
    this.#followed = runs.takenOnWithin(run)
    this.#before = new Map([...this.#followed].map(([seq, {later}]) => [later, seq]))
  }

  /** The step that followed. */
  laterOf({seq}: StoredMove): number | undefined {
    return this.#followed.get(seq)?.later
  }

  /** Everywhere that the file was, up to a step. */
  pathsOf({seq, from, to}: StoredMove): RawPath[] {
    const paths = [from, to]
    for (let at = this.#before.get(seq); at !== undefined; at = this.#before.get(at)) {
      const step = this.#followed.get(at)
      if (step !== undefined) paths.push(step.from)
    }
    return paths
  }

  goBack({seq}: StoredMove, mtimeNs: bigint): void {
    this.#back.set(seq, mtimeNs)
  }

  /** The time of the file (ns) where that step is taken back. */
  timeAfter(seq: number): bigint | undefined {
    return this.#back.get(seq)
  }
}
