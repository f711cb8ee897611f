/** What `--trace-hooks` tells. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {apiFor, Registry} from '../../src/plugin/registry.ts'
import {HookTrace} from '../../src/plugin/trace.ts'
import {plant} from '../e2e/tree.ts'
import {raw} from '../support/indexed.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {refusal} from '../support/refused.ts'
import {scratch} from '../support/scratch.ts'

const log = {warn: () => undefined, debug: () => undefined}

/** Hook, name, plugin, calls: the times are whatever they are. */
function told(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/( +[\d.]+){2}$/, '').replace(/ +/g, ' '))
}

describe('--trace-hooks', () => {
  it('counts the calls of every tap, named or not, and changes no answer', async () => {
    const trace = new HookTrace()
    const {hooks, ...registry} = tracedBy(trace)
    expect(await hooks.dedupePolicy.for('x').promise(GROUP)).to.deep.equal({leave: true, reason: 'asked'})
    expect(hooks.volumeTarget.for('y').call()).to.equal(undefined)
    for (const path of ['/a', '/b']) {
      await refusal('PLUGIN_FAILED', () => hooks.onFileDiscovered.promise({...FILE, path}))
    }
    expect(registry.taps).to.have.lengthOf(3)
    const [heading, ...rows] = told(trace.lines())
    expect(heading).to.equal('hook name plugin calls ms in all ms at most')
    expect(rows.toSorted()).to.deep.equal(['dedupePolicy x p 1', 'onFileDiscovered p 2'])
  })

  it('says so where nothing was called', () => {
    expect(new HookTrace().lines()).to.deep.equal(['No hook was called in the main thread.'])
  })

  it('is told on stderr after the work, also where it fails, and leaves stdout as it is', async () => {
    const cwd = scratch()
    plant(cwd, {'drop/IMG_20190102_030405.jpg': 'a picture'})
    mkdirSync(join(cwd, 'lib'))
    writeFileSync(join(cwd, 'plugin.mjs'), FILTER)
    writeFileSync(join(cwd, 'mediastruct.config.json'), '{"plugins": ["./plugin.mjs"], "rename": "none"}')
    const args = ['ingest', 'drop', '--to', 'lib', '--trace-hooks', '--json']
    const refused = await mediastruct(args, {cwd})
    expect([refused.code, refused.json<{error: {code: string}}>().error.code]).to.deep.equal([
      2,
      'UNKNOWN_NAME',
    ])
    writeFileSync(join(cwd, 'mediastruct.config.json'), '{"plugins": ["./plugin.mjs"]}')
    const {code, stderr, json} = await mediastruct(args, {cwd})
    expect([code, json<{moves: object[]}>().moves.length]).to.deep.equal([0, 1])
    const lines = told(stderr.trim().split('\n'))
    expect(lines).to.include('captureDate filename @mediastruct/plugin-ingester 1')
    expect(lines).to.include('onFileDiscovered filter 1')
  })
})

const FILE = {raw: raw('/a'), tree: '/', size: 1, mtimeNs: 1n, skip: () => undefined}
const GROUP = {hash: 'ff', size: 1, files: []}

const FILTER = `export default {name: 'filter', apiVersion: 1, setup(api) { api.onFileDiscovered(() => {}) }}`

function tracedBy(trace: HookTrace): Registry {
  const registry = new Registry(trace)
  const api = apiFor({name: 'p', origin: 'config'}, registry, log)
  api.dedupePolicy('x', () => ({leave: true, reason: 'asked'}))
  api.dedupePolicy('never asked', () => undefined)
  api.onFileDiscovered(() => {
    throw new Error('boom')
  })
  return registry
}
