/** What the planner's tests share: a scratch drop, a registry of real plugins, and a sink that remembers. */
import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {
  type Failure,
  fromText,
  type Left,
  type Move,
  type Notice,
  type Plugin,
  type RawPath,
  toText,
} from 'mediastruct'
import {apiFor, Registry} from '../../../src/plugin/registry.ts'
import ingester from '../src/plugin.ts'

export class Scratch {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'mediastruct-ingest-')))

  path(name: string): RawPath {
    return fromText(join(this.root, name))
  }

  write(name: string, content: string): RawPath {
    const path = join(this.root, name)
    mkdirSync(dirname(path), {recursive: true})
    writeFileSync(path, content)
    return fromText(path)
  }

  remove(): void {
    rmSync(this.root, {recursive: true, force: true})
  }
}

/** The ingester's own answers, and those of `setup`. */
export async function registryWith(setup: Plugin['setup'] = () => undefined): Promise<Registry> {
  const registry = new Registry()
  const log = {warn: () => undefined, debug: () => undefined}
  for (const plugin of [await ingester(), {name: 'stranger', apiVersion: 1, setup}]) {
    await plugin.setup(apiFor({name: plugin.name, origin: 'config'}, registry, log), {})
  }
  return registry
}

export class MemorySink {
  readonly moves: Move[] = []
  readonly lefts: Left[] = []
  readonly failures: Failure[] = []
  move = (move: Move): void => void this.moves.push(move)
  left = (left: Left): void => void this.lefts.push(left)
  readonly notices: Notice[] = []
  notice = (notice: Notice): void => void this.notices.push(notice)
  failure = (failure: Failure): void => void this.failures.push(failure)

  /** `[name of the file, code]` of all that was left. */
  get leftCodes(): string[][] {
    return this.lefts.map(({path, code}) => [toText(path).replace(/.*\//, ''), code])
  }
}

/** The code of what `work` throws. */
export async function codeOf(work: () => unknown): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return (error as {code?: unknown}).code
  }
  return undefined
}
