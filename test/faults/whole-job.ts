/** The whole job over whatever lies in a drop, a tree and a master, and back again: after each step nothing is lost or torn. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {type Counted, census, fingerprint, lost, torn} from './census.ts'

interface Report {
  run: string | null
  left: {path: string}[]
  errors: {path: string}[]
}

interface Step {
  args: string[]
  /** Whatever stays below it must be listed: moved or listed is all that can become of a file. */
  empties?: 'drop' | 'd'
}

const STEPS: Step[] = [
  {args: ['ingest', 'drop', '--to', 'lib', '--undated', 'undated'], empties: 'drop'},
  {args: ['crawl', 'm', 'tree']},
  {args: ['dupes', 'm', 'tree']},
  {args: ['sort', 'tree', '--master', 'm', '--to', 'd']},
  {args: ['crawl', 'd']},
  {args: ['archive', 'd', '--all', '--to', 'vault', '--medium', 'dvd-r'], empties: 'd'},
]

/** Plants `drop`, `tree` and `m` by `plant`, runs every step, undoes what moved. @returns what each step said */
export async function wholeJob(root: string, plant: (directory: string) => void): Promise<Ran[]> {
  for (const directory of ['drop', 'tree', 'm', 'lib']) mkdirSync(join(root, directory))
  writeFileSync(join(root, 'mediastruct.config.json'), JSON.stringify({masters: ['m']}))
  for (const directory of ['drop', 'tree', 'm']) plant(join(root, directory))
  const job = new Job(root)
  const said: Ran[] = []
  for (const step of STEPS) said.push(await job.step(step))
  await job.undoAll()
  return said
}

class Job {
  readonly #root: string
  readonly #before: Counted[]
  readonly #master: string[]
  readonly #runs: string[] = []

  constructor(root: string) {
    this.#root = root
    this.#before = this.#census()
    this.#master = fingerprint(join(root, 'm'))
  }

  async step({args, empties}: Step): Promise<Ran> {
    const ran = await this.#run(args)
    expect(ran.code, args.join(' ') + ran.stdout + ran.stderr).to.be.oneOf([0, 1])
    const {run, left = [], errors = []} = ran.json<Partial<Report>>()
    if (run) this.#runs.unshift(run)
    if (empties !== undefined) {
      const listed = new Set([...left, ...errors].map(({path}) => path))
      for (const {path} of census(join(this.#root, empties))) {
        const shown = join(this.#root, empties, Buffer.from(path, 'latin1').toString())
        expect([...listed], `${args[0]} listed what it left`).to.include(shown)
      }
    }
    return ran
  }

  async undoAll(): Promise<void> {
    for (const run of this.#runs) {
      const ran = await this.#run(['undo', run])
      expect(ran.code, ran.stdout + ran.stderr).to.equal(0)
    }
    const manifest = (files: readonly Counted[]) =>
      files.map(({path, content, mtimeNs, mode}) => [path, content, mtimeNs, mode].join(' ')).sort()
    expect(manifest(this.#census()), 'undone').to.deep.equal(manifest(this.#before))
  }

  async #run(args: readonly string[]): Promise<Ran> {
    const ran = await mediastruct([...args, '--json', '--no-progress'], {cwd: this.#root})
    const after = this.#census()
    expect(lost(this.#before, after), `lost by ${args[0]}`).to.deep.equal([])
    expect(torn(this.#before, after), `torn by ${args[0]}`).to.deep.equal([])
    expect(fingerprint(join(this.#root, 'm')), `the master after ${args[0]}`).to.deep.equal(this.#master)
    return ran
  }

  /** All that is the user's: of a volume only its payload. */
  #census(): Counted[] {
    return census(this.#root).filter(
      ({path}) =>
        /^(drop|tree|m|lib|d|undated|vault)\//.test(path) &&
        (!/^vault\//.test(path) || /^vault\/[^/]+\/data\//.test(path)),
    )
  }
}
