/** An `ingest --watch` that runs while the test does something to its drop. */
import {type Ran, type Running, type RunOptions, start} from './mediastruct.ts'

export interface Round {
  run: string
  moves: {from: string; to: string; state: string}[]
  left: {path: string; code: string; reason: string}[]
  errors: {path: string; code: string}[]
}

export class Watched {
  readonly #running: Running
  #stdout = ''
  #stderr = ''
  #ended: Ran | undefined

  /** @param args besides `ingest --watch --json` */
  static start(args: readonly string[], options: RunOptions): Watched {
    return new Watched(start(Watched.args(...args), options))
  }

  /** What is typed, for those who start it by themselves. */
  static args(...more: readonly string[]): string[] {
    return ['ingest', '--watch', '--json', '--no-progress', ...more]
  }

  constructor(running: Running) {
    this.#running = running
    const {child, ended} = running
    child.stdout.on('data', (chunk: Buffer) => (this.#stdout += chunk))
    child.stderr.on('data', (chunk: Buffer) => (this.#stderr += chunk))
    void ended.then((ran) => (this.#ended = ran))
  }

  /** What it said so far. */
  get stderr(): string {
    return this.#stderr
  }

  /** The rounds that were reported so far. */
  get rounds(): Round[] {
    if (this.#ended) return this.#ended.json<{runs: Round[]}>().runs
    for (let text = this.#stdout; text !== ''; text = text.slice(0, text.lastIndexOf('\n,'))) {
      const rounds = parsed(`${text}]}`)
      if (rounds) return rounds
      if (!text.includes('\n,')) break
    }
    return []
  }

  /** How many files were moved so far. */
  get moved(): number {
    return this.rounds.flatMap(({moves}) => moves).length
  }

  /** Waits for what the test expects; the test's own timeout ends it. @throws Error where the watch ends meanwhile */
  async until(what: () => boolean): Promise<void> {
    while (!what()) {
      if (this.#ended) throw new Error(`it ended with ${this.#ended.code}: ${this.#stdout}${this.#stderr}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** Until so many rounds are over, and others have the catalog. */
  async untilRounds(rounds: number): Promise<void> {
    await this.until(() => this.#stderr.split('Waiting for more.').length > rounds)
  }

  /** Until it said that. */
  async untilSaid(words: string): Promise<void> {
    await this.until(() => this.#stderr.includes(words))
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ran> {
    this.#running.child.kill(signal)
    return await this.#running.ended
  }
}

function parsed(text: string): Round[] | undefined {
  try {
    return (JSON.parse(text) as {runs: Round[]}).runs
  } catch {
    return undefined
  }
}
