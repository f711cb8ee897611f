/** A command, a small world to run it in, and what that world looks like when nothing disturbs it. */
import {expect} from 'chai'
import {plant, writeConfig} from '../e2e/tree.ts'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {type Counted, census} from './census.ts'

export interface Story {
  readonly setup: readonly (readonly string[])[]
  /** RUN is the last run of the setup. */
  readonly args: readonly string[]
  /** In the paths that its moves lead to. */
  readonly into: string
}

const NUMBERS = [1, 2, 3, 4, 5, 6]
const FILES = Object.fromEntries(
  NUMBERS.flatMap((number) => [
    [`m/${number}.jpg`, `picture ${number}`],
    [`a/${number}.jpg`, `picture ${number}`],
    [`lib/2019-05-0${number}/${number}.jpg`, `of the library ${number}`],
    [`drop/IMG_2019010${number}_030405.jpg`, `new ${number}`],
  ]),
)
const INGEST = ['ingest', 'drop', '--to', 'filed']
const SORT = ['sort', 'a', '--master', 'm', '--to', 'dup']
const CRAWL = ['crawl', 'm', 'a', 'lib']

/** Every command that moves files. */
export const STORIES = {
  ingest: {setup: [], args: INGEST, into: '/filed/'},
  sort: {setup: [CRAWL], args: SORT, into: '/dup/'},
  apply: {setup: [CRAWL, [...SORT, '--plan', 'plan.ndjson']], args: ['apply', 'plan.ndjson'], into: '/dup/'},
  archive: {
    setup: [CRAWL],
    args: ['archive', 'lib', '--to', 'arch', '--medium', 'dvd-r'],
    into: '/data/',
  },
  undo: {setup: [INGEST], args: ['undo', 'RUN'], into: '/drop/'},
} as const satisfies Record<string, Story>

export type Command = keyof typeof STORIES

const ends = new Map<Command, Promise<string[]>>()

/** What a world looks like after its command where nothing disturbed it. */
export function undisturbedEnd(command: Command): Promise<string[]> {
  const end = ends.get(command) ?? runUndisturbed(command)
  ends.set(command, end)
  return end
}

async function runUndisturbed(command: Command): Promise<string[]> {
  const world = await InterruptedWorld.make(STORIES[command])
  const {code, stdout} = await world.run()
  expect(code, stdout).to.equal(0)
  expect(stdout).to.contain(`"moved":${NUMBERS.length}`)
  return world.look()
}

export class InterruptedWorld {
  readonly directory: string
  readonly args: readonly string[]

  private constructor(directory: string, args: readonly string[]) {
    this.directory = directory
    this.args = args
  }

  static async make({setup, args}: Story): Promise<InterruptedWorld> {
    const directory = scratch()
    plant(directory, FILES)
    writeConfig(directory, {threads: 1})
    let run = ''
    for (const step of setup) {
      const ended = await mediastruct([...step, '--json'], {cwd: directory})
      expect(ended.code, ended.stdout).to.equal(0)
      run = ended.json<{run?: string}>().run ?? ''
    }
    return new InterruptedWorld(
      directory,
      args.map((arg) => arg.replace('RUN', run)),
    )
  }

  run(): Promise<Ran> {
    return mediastruct([...this.args, '--json'], {cwd: this.directory})
  }

  files(): Counted[] {
    return census(this.directory).filter(({path}) => isPicture(path))
  }

  /** Names, contents, times and modes. */
  look(): string[] {
    return this.files()
      .map(({path, content, mtimeNs, mode}) => `${path} ${content} ${mtimeNs} ${mode}`)
      .sort()
  }
}

/** Everything else is ours: indexes, manifests, plans, configs. */
function isPicture(path: string): boolean {
  return path.endsWith('.jpg') || path.endsWith('.part')
}
