/** A world with a plugin in it that means no good, and what must hold whatever it does. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant} from '../../e2e/tree.ts'
import {mediastruct, type Ran} from '../../support/mediastruct.ts'
import {scratch} from '../../support/scratch.ts'
import {type Counted, census, fingerprint, lost, torn} from '../census.ts'

export const PLUGIN = 'hostile-plugin'

/** Seconds that a plugin gets in these tests, in place of a minute. */
const PATIENCE = '0.3'

export interface Report {
  moves: {from: string; to: string; state: string}[]
  left: {path: string; code: string; reason: string}[]
  errors: {path: string; code: string; message: string}[]
}

/** Files that are there before: of the master `m`, the library `lib` and the trees `a` and `b`. */
const FILES = {
  'm/master.jpg': 'in the master',
  'lib/taken.jpg': 'taken',
  'a/master.jpg': 'in the master',
  'a/pair.jpg': 'a pair',
  'b/pair.jpg': 'a pair',
}
const TREES = {masters: ['m'], library: 'lib', trees: ['a', 'b'], drop: ['drop'], duplicates: 'd'}

export class World {
  readonly root = scratch()
  #master: string[] = []
  #before: Counted[] = []

  constructor(more: Readonly<Record<string, string>> = {}) {
    plant(this.root, {...FILES, ...more})
    mkdirSync(join(this.root, 'drop'), {recursive: true})
    writeFileSync(join(this.root, 'innocent.json'), JSON.stringify(TREES))
  }

  /** A local plugin. @param setup body of its `setup(api)` @param module what stands on top of its module */
  plugin(setup: string, config: object = {}, module = ''): void {
    const text = `${module}
export default () => ({name: '${PLUGIN}', apiVersion: 1, async setup(api) { ${setup} }})`
    writeFileSync(join(this.root, 'hostile.mjs'), text)
    writeFileSync(
      join(this.root, 'hostile.json'),
      JSON.stringify({...TREES, ...config, plugins: ['./hostile.mjs']}),
    )
  }

  /** A config that is code. @param keys what it adds, as JavaScript @param module what stands on top */
  codeConfig(keys: string, module = ''): void {
    const text = `${module}\nexport default {...${JSON.stringify(TREES)}, ${keys}}`
    writeFileSync(join(this.root, 'hostile.config.mjs'), text)
  }

  /** Runs with the hostile config; whatever it does, nothing is lost, torn, or put elsewhere. */
  async hostile(args: readonly string[], config = 'hostile.json'): Promise<Ran> {
    this.#master = fingerprint(join(this.root, 'm'))
    this.#before = census(this.root)
    const ran = await this.run(args, config)
    this.expectUnhurt()
    return ran
  }

  /** Runs with a config, and leaves it to the test what must hold. */
  async run(args: readonly string[], config = 'hostile.json', patience = PATIENCE): Promise<Ran> {
    const env = {MEDIASTRUCT_PLUGIN_TIMEOUT: patience}
    const all = [...args, '--config', config, '--json', '--no-progress']
    return await mediastruct(all, {cwd: this.root, env})
  }

  /** Runs without the plugin: what it left behind must not stand in the way. */
  async innocent(args: readonly string[]): Promise<Ran> {
    return await this.run(args, 'innocent.json')
  }

  expectUnhurt(): void {
    const after = census(this.root)
    expect(fingerprint(join(this.root, 'm')), 'the master').to.deep.equal(this.#master)
    expect(lost(this.#before, after), 'lost').to.deep.equal([])
    // What a volume holds besides its payload is ours.
    const payload = after.filter(({path}) => !path.startsWith('vault/') || path.includes('/data/'))
    expect(torn(this.#before, payload), 'torn').to.deep.equal([])
    const places = new Set(this.#before.map(({path}) => path))
    const elsewhere = after.filter(({path}) => !places.has(path) && !/^(lib|d|vault)\//.test(path))
    expect(
      elsewhere.map(({path}) => path),
      'outside the targets',
    ).to.deep.equal([])
  }
}

/** The one document of a run that must have ended so. */
export function reportOf(ran: Ran, code: number): Report {
  expect(ran.code, ran.stdout + ran.stderr).to.equal(code)
  return ran.json<Report>()
}

/** The message of the one error document of a run that was refused. */
export function refusalOf(ran: Ran, code = 2): string {
  expect(ran.code, ran.stdout + ran.stderr).to.equal(code)
  const {schema, error} = ran.json<{schema: string; error: {code: string; message: string}}>()
  expect(schema).to.equal('mediastruct/error@1')
  expect(error.code).to.not.equal('INTERNAL')
  return error.message
}

/** Files of the drop, one for each row of a table: a hostile answer finds its row by the number in the name. */
export function dropFiles(rows: readonly unknown[]): Record<string, string> {
  return Object.fromEntries(rows.map((_, row) => [`drop/${dropName(row)}`, `file ${row}`]))
}

export function dropName(row: number): string {
  return `IMG_20190102_0304${String(row).padStart(2, '0')}.jpg`
}

/** JavaScript that answers for a file as its row says: an expression or a block of statements for each. */
export function answering(rows: readonly {does: string}[]): string {
  const bodies = rows.map(({does}) => `async (file, proposal) => { ${does} }`)
  return `const ROWS = [${bodies.join(',\n')}]
const answer = (file, ...more) => ROWS[Number(/_0304(\\d\\d)/.exec(file.path ?? file.from)?.[1])]?.(file, ...more)`
}
