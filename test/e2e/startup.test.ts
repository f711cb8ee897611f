/** What a command does not need is not loaded: a start costs time that a user feels. */
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {makeWorld} from '../support/document-trees.ts'
import {mediastruct, PACKAGE_ROOT} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'

const HEAVY = [
  ...['zod', 'piscina', 'exifr', 'cosmiconfig', 'blake3-wasm', '@napi-rs/blake-hash'],
  ...['csv-parse', 'csv-stringify', 'uqr'],
]

/** The heavy packages that a command loads in its main thread. */
async function loadedBy(args: readonly string[], cwd: string): Promise<string[]> {
  const file = join(scratch(), 'loaded')
  const recorder = new URL('../support/record-loads.ts', import.meta.url).href
  const ran = await mediastruct(args, {cwd, env: {LOADED_MODULES: file}, nodeOptions: ['--import', recorder]})
  expect(ran.code, ran.stderr).to.equal(0)
  const loaded = readFileSync(file, 'utf8')
  expect(loaded, 'the recorder sees what is loaded').to.include('@oclif/core')
  return HEAVY.filter((name) => loaded.includes(`/node_modules/${name}/`))
}

describe('start-up', function () {
  this.timeout(60_000)

  before(function () {
    // Without manifests oclif loads every command to learn its flags.
    if (!existsSync(join(PACKAGE_ROOT, 'oclif.manifest.json'))) this.skip()
  })

  it('--version loads nothing heavy', async () => {
    expect(await loadedBy(['--version'], scratch())).to.deep.equal([])
  })

  it('crawl looks into no picture', async () => {
    expect(await loadedBy(['crawl', '--no-progress'], makeWorld().root)).to.not.include('exifr')
  })

  it('dupes reads no file, and loads nothing that would', async () => {
    const [directory, catalog] = [scratch(), join(scratch(), 'catalog.db')]
    await mediastruct(['crawl', directory, '--catalog', catalog], {cwd: directory})
    const loaded = await loadedBy(['dupes', directory, '--catalog', catalog], directory)
    expect(loaded).to.deep.equal([])
  })
})
