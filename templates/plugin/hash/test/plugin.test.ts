import assert from 'node:assert/strict'
import {resolve} from 'node:path'
import {test} from 'node:test'
import {run, scratch, testPlugin} from 'mediastruct/testing'
import plugin from '../src/plugin.ts'

/** SHA-256 of "abc", as FIPS 180-2 has it. */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

test('gives the digests that its standard prescribes', async () => {
  const tested = await testPlugin(plugin)
  assert.equal(await tested.hash('{{name}}', 'abc'), ABC)
})

test('is what a crawl hashes by', async () => {
  const cwd = scratch({'photos/abc.jpg': 'abc'})
  const path = resolve(import.meta.dirname, '../src/plugin.ts')
  const crawl = await run(['crawl', 'photos'], {cwd, plugin: path, config: {hash: '{{name}}'}})
  assert.equal(crawl.code, 0, crawl.stderr)
  const [file] = (await run(['index', 'export', '--json'], {cwd})).json<{hash: string}[]>()
  assert.equal(file?.hash, ABC)
})
