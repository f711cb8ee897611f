import assert from 'node:assert/strict'
import {resolve} from 'node:path'
import {test} from 'node:test'
import {run, scratch, testPlugin} from 'mediastruct/testing'
import plugin from '../src/plugin.ts'

const FOLDERS = {folders: ['/sorted', '/phone']}

for (const [files, keep] of [
  [['/backup/a.jpg', '/phone/a.jpg', '/sorted/a.jpg'], '/sorted/a.jpg'],
  [['/backup/a.jpg', '/phone/a.jpg'], '/phone/a.jpg'],
  [['/backup/a.jpg', '/sorted-not/a.jpg'], undefined],
] as const) {
  test(`of ${files.join(' and ')} keeps ${keep ?? 'what the host prefers'}`, async () => {
    const decision = await (await testPlugin(plugin, FOLDERS)).dedupe('{{name}}', files)
    assert.equal(decision && 'keep' in decision ? decision.keep : undefined, keep)
  })
}

test('refuses folders that are none', async () => {
  await assert.rejects(testPlugin(plugin, {folders: [5]}), {code: 'BAD_OPTIONS'})
})

test('is what decides in a list of duplicates', async () => {
  const cwd = scratch({'a/x.jpg': 'the same', 'b/x.jpg': 'the same'})
  const path = resolve(import.meta.dirname, '../src/plugin.ts')
  const config = {trees: ['a', 'b'], dedupe: '{{name}}', threads: 1}
  const crawl = await run(['crawl'], {cwd, plugin: path, options: {folders: ['b']}, config})
  assert.equal(crawl.code, 0, crawl.stderr)
  const {groups} = (await run(['dupes', '--json'], {cwd})).json<{groups: {files: {path: string}[]}[]}>()
  assert.equal(groups[0]?.files[0]?.path, `${cwd}/b/x.jpg`)
})
