import assert from 'node:assert/strict'
import {resolve} from 'node:path'
import {test} from 'node:test'
import {run, scratch, testPlugin} from 'mediastruct/testing'
import plugin from '../src/plugin.ts'

const OPTIONS = {extensions: ['.thm'], smallerThan: 1000}

for (const [file, reason] of [
  [{path: '/card/a.jpg', size: 1000}, undefined],
  [{path: '/card/a.THM', size: 5000}, '".thm" is not wanted'],
  [{path: '/card/a.jpg', size: 999}, 'smaller than 1000 bytes'],
] as const) {
  test(`${file.path} of ${file.size} bytes is ${reason === undefined ? 'kept' : 'left out'}`, async () => {
    assert.equal(await (await testPlugin(plugin, OPTIONS)).discover(file), reason)
  })
}

test('leaves out nothing where it is told nothing', async () => {
  assert.equal(await (await testPlugin(plugin)).discover({path: '/card/a.thm', size: 0}), undefined)
})

test('refuses extensions without a dot', async () => {
  await assert.rejects(testPlugin(plugin, {extensions: ['thm']}), {code: 'BAD_OPTIONS'})
})

test('is what a crawl leaves files out by', async () => {
  const cwd = scratch({'photos/a.jpg': 'a picture', 'photos/a.thm': 'a thumbnail'})
  const path = resolve(import.meta.dirname, '../src/plugin.ts')
  const crawl = await run(['crawl', 'photos', '--json'], {cwd, plugin: path, options: {extensions: ['.thm']}})
  assert.equal(crawl.code, 0, crawl.stderr)
  assert.equal(crawl.json<{files: number}>().files, 1)
})
