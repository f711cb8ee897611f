/** Two places on whatever file systems, a directory to work from, and what the program answers there. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {expect} from 'chai'
import {plant} from '../e2e/tree.ts'
import {mediastruct, type RunOptions} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {type Counted, census, lost, torn} from './census.ts'

export interface Listed {
  readonly path: string
  readonly code: string
}

/** What the documents of all commands hold of these; empty where a command has none. */
export interface Answer {
  readonly code: number | null
  readonly stderr: string
  readonly run: string
  readonly moves: readonly {from: string; to: string; state: string}[]
  readonly left: readonly Listed[]
  readonly errors: readonly Listed[]
  readonly roots: readonly {path: string; state: string; files: number}[]
  readonly damaged: readonly {path: string}[]
  readonly changed: readonly {path: string}[]
  /** The code of the error document. */
  readonly refusal: string | undefined
  /** Its sentence. */
  readonly message: string
}

type Files = Readonly<Record<string, string>>

export class Scene {
  readonly cwd = scratch()
  readonly near: string
  readonly far: string
  #before: Counted[] = []
  #lastRun = ''

  /** @param places absolute directories; what a test's files and commands call `near` and `far` */
  constructor({near, far}: {near: string; far: string}, config: object = {threads: 2}) {
    this.near = near
    this.far = far
    writeFileSync(`${this.cwd}/mediastruct.config.json`, JSON.stringify(config))
  }

  /** @param files contents by path below `near` */
  plant(files: Files): this {
    mkdirSync(this.near, {recursive: true})
    plant(this.near, files)
    this.#before = this.files()
    return this
  }

  /** What is there now is what must be there ever after. */
  remember(): void {
    this.#before = this.files()
  }

  /** @param args where NEAR, FAR and RUN (the last run that moved anything) are filled in */
  async run(args: string, options: Partial<RunOptions> = {}): Promise<Answer> {
    const filled = args.split(' ').map((arg) => this.#filledIn(arg))
    const {code, stdout, stderr} = await mediastruct([...filled, '--json', '--no-progress'], {
      cwd: this.cwd,
      ...options,
    })
    const answer = answerOf(code, stdout, stderr)
    if (answer.run !== '') this.#lastRun = answer.run
    return answer
  }

  /** Runs a command that is killed before its first system call of that name that names `path`. */
  async killed(args: string, syscall: string, path: string): Promise<void> {
    const inject = `inject=${syscall}:signal=SIGKILL:when=1`
    const log = `${this.cwd}/strace.log`
    const strace = ['strace', '-f', '-qq', '-o', log, '-P', path, '-e', `trace=${syscall}`, '-e', inject]
    const {code} = await this.run(args, {under: strace})
    expect(code, `killed by ${syscall} of ${path}: ${args}`).to.equal(null)
  }

  /** Runs commands that must all end with 0, one after the other. */
  async prepare(commands: readonly string[]): Promise<void> {
    for (const args of commands) await this.done(args)
  }

  /** Runs a command that must end with 0. */
  async done(args: string, options: Partial<RunOptions> = {}): Promise<Answer> {
    const answer = await this.run(args, options)
    expect(answer.code, `${args}: ${JSON.stringify(answer)}`).to.equal(0)
    return answer
  }

  /** Every file of both places, our own among them. */
  files(): Counted[] {
    return this.near === this.far ? census(this.near) : census(this.near, this.far)
  }

  /**
   * Nothing lost and nothing torn, whatever went wrong.
   * @param placeholders whether an empty file may hold a name: where there are no hard links, after a kill
   */
  expectKept({placeholders = false} = {}): void {
    const after = this.files()
    expect(lost(this.#before, after), 'lost').to.deep.equal([])
    const whole = after.filter((file) => isNoTagFile(file) && !(placeholders && file.size === 0))
    expect(torn(this.#before, whole), 'torn').to.deep.equal([])
  }

  /** The work is finished: nothing lost, and nothing of ours that was being gathered is left. */
  expectFinished(): void {
    this.expectKept()
    const debris = this.files().filter(({path}) => path.endsWith('.part'))
    expect(
      debris.map(({path}) => path),
      'debris',
    ).to.deep.equal([])
  }

  /** Names, bytes, times and modes of the near place. */
  picture(): string[] {
    return pictureOf(this.near)
  }

  #filledIn(arg: string): string {
    return arg.replace('NEAR', this.near).replace('FAR', this.far).replace('RUN', this.#lastRun)
  }
}

/** Names, bytes, times (µs) and modes of every file below, sorted. */
export function pictureOf(root: string): string[] {
  return census(root)
    .map(({path, content, mtimeNs, mode}) => `${path} ${content} ${mtimeNs / 1000n} ${mode.toString(8)}`)
    .sort()
}

export function paths(listed: readonly Listed[]): string[] {
  return listed.map(({path}) => path).sort()
}

export function codes(listed: readonly Listed[]): string[] {
  return [...new Set(listed.map(({code}) => code))].sort()
}

/** The archive's index and the tag files of a volume are written by us, and are new. */
function isNoTagFile({path}: Counted): boolean {
  return !/(^|\/)arch\/(index\.json|MS-\d+\/[^/]*)$/.test(path)
}

function answerOf(code: number | null, stdout: string, stderr: string): Answer {
  // Of a run that was killed there is no document.
  const document = JSON.parse(stdout === '' ? '{}' : stdout) as Partial<Answer> & {
    error?: {code: string; message: string}
  }
  return {
    code,
    stderr,
    run: document.run ?? '',
    moves: document.moves ?? [],
    left: document.left ?? [],
    errors: document.errors ?? [],
    roots: document.roots ?? [],
    damaged: document.damaged ?? [],
    changed: document.changed ?? [],
    refusal: document.error?.code,
    message: document.error?.message ?? '',
  }
}
