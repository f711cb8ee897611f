import assert from 'node:assert/strict'
import {join, resolve} from 'node:path'
import {test} from 'node:test'
import {run, scratch, testPlugin} from 'mediastruct/testing'
import plugin from '../src/plugin.ts'

test('dates a file by the folder that it lies in', async () => {
  const tested = await testPlugin(plugin)
  const at = scratch({'1987-06-21 Wedding/scan1.tif': 'a scan', 'Wedding/scan2.tif': 'another'})
  const dated = await tested.captureDate('{{name}}', join(at, '1987-06-21 Wedding', 'scan1.tif'))
  assert.deepEqual(dated, {local: '1987-06-21', confidence: 'low'})
  assert.equal(await tested.captureDate('{{name}}', join(at, 'Wedding', 'scan2.tif')), undefined)
})

test('a day that there never was is refused', async () => {
  const tested = await testPlugin(plugin)
  const at = scratch({'2019-02-30/a.jpg': 'a picture'})
  await assert.rejects(tested.captureDate('{{name}}', join(at, '2019-02-30', 'a.jpg')), {code: 'BAD_ANSWER'})
})

test('is what an ingest dates files by', async () => {
  const cwd = scratch({'drop/1987-06-21 Wedding/scan1.tif': 'a scan', 'photos/.keep': ''})
  const path = resolve(import.meta.dirname, '../src/plugin.ts')
  const config = {library: 'photos', dates: ['exif', '{{name}}'], threads: 1}
  const ingest = await run(['ingest', 'drop', '--dry-run', '--json'], {cwd, plugin: path, config})
  assert.equal(ingest.code, 0, ingest.stderr)
  const [move] = ingest.json<{moves: {date: string; dateSource: string}[]}>().moves
  assert.deepEqual([move?.date, move?.dateSource], ['1987-06-21', '{{name}}'])
})
