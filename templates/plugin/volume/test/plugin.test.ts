import assert from 'node:assert/strict'
import {resolve} from 'node:path'
import {test} from 'node:test'
import {run, scratch, testPlugin} from 'mediastruct/testing'
import plugin from '../src/plugin.ts'

test('is a medium of whole sectors', async () => {
  const {capacityBytes, sectorBytes} = (await testPlugin(plugin)).medium('{{name}}')
  assert.ok(capacityBytes >= 500e9)
  assert.ok(sectorBytes >= 512)
})

test('is what an archive is packed for', async () => {
  const cwd = scratch({'photos/2019/2019-05-04/a.jpg': 'a', 'archive/.keep': ''})
  const path = resolve(import.meta.dirname, '../src/plugin.ts')
  const config = {archive: 'archive', library: 'photos', medium: '{{name}}', threads: 1}
  const crawl = await run(['crawl'], {cwd, plugin: path, config})
  assert.equal(crawl.code, 0, crawl.stderr)
  const packed = await run(['archive', '--before', '2020', '--dry-run', '--json'], {cwd})
  assert.equal(packed.code, 0, packed.stderr)
  const [volume] = packed.json<{volumes: {medium: string; capacityBytes: number}[]}>().volumes
  assert.equal(volume?.medium, '{{name}}')
  assert.equal(volume.capacityBytes, 500e9)
})
