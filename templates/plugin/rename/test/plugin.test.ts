import assert from 'node:assert/strict'
import {resolve} from 'node:path'
import {test} from 'node:test'
import {run, scratch, testPlugin} from 'mediastruct/testing'
import plugin from '../src/plugin.ts'

test('puts the day before the name that the camera gave', async () => {
  const tested = await testPlugin(plugin)
  const file = {name: 'DSC_0001.NEF', date: {local: '2021-12-31T23:59:59', confidence: 'high'}} as const
  assert.deepEqual(await tested.rename('{{name}}', file), {
    folder: '2021/2021-12-31',
    name: '2021-12-31 DSC_0001.NEF',
  })
})

test('is what an ingest names files by', async () => {
  const cwd = scratch({'drop/IMG_20190504_123000.jpg': 'a picture', 'photos/.keep': ''})
  const path = resolve(import.meta.dirname, '../src/plugin.ts')
  const config = {library: 'photos', rename: '{{name}}', threads: 1}
  const ingest = await run(['ingest', 'drop', '--dry-run', '--json'], {cwd, plugin: path, config})
  assert.equal(ingest.code, 0, ingest.stderr)
  const [move] = ingest.json<{moves: {to: string}[]}>().moves
  assert.equal(move?.to, `${cwd}/photos/2019/2019-05-04/2019-05-04 IMG_20190504_123000.jpg`)
})
