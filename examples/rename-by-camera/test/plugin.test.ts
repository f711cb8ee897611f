import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {NamableFile} from 'mediastruct'
import {testPlugin} from 'mediastruct/testing'
import plugin from 'mediastruct-plugin-rename-by-camera'

const PROPOSED = {folder: '2019/2019-05-04', name: 'a.jpg'}

async function folderOf(camera: NamableFile['camera'], options?: object): Promise<string> {
  const tested = await testPlugin(plugin, options)
  const {folder, name} = await tested.rename('by-camera', {camera}, PROPOSED)
  assert.equal(name, PROPOSED.name)
  return folder
}

for (const [make, model, camera] of [
  ['Canon', 'Canon EOS 5D', 'Canon EOS 5D'],
  ['NIKON CORPORATION', 'NIKON D750', 'NIKON D750'],
  ['SONY', 'ILCE-7M3', 'SONY ILCE-7M3'],
  ['Apple', 'iPhone 12  ', 'Apple iPhone 12'],
  ['OLYMPUS', 'u1030SW,S1030SW', 'OLYMPUS u1030SW,S1030SW'],
  [undefined, '../../etc', 'etc'],
  [undefined, '/', 'unknown camera'],
  [undefined, '..', 'unknown camera'],
  [undefined, 'a\nb:c*', 'a b c'],
  [undefined, 'CON', 'CON_'],
  [undefined, 'nul.jpg', 'nul_.jpg'],
  [undefined, 'é'.repeat(200), 'é'.repeat(50)],
  ['Canon', undefined, 'unknown camera'],
] as const) {
  test(`"${make}", ${JSON.stringify(model?.slice(0, 20))} is filed below ${camera.slice(0, 20)}`, async () => {
    assert.equal(await folderOf({make, model}), `${camera}/2019/2019-05-04`)
  })
}

test('a file that names no camera goes to a folder of its own', async () => {
  assert.equal(await folderOf(undefined, {unknown: 'others'}), 'others/2019/2019-05-04')
  const tested = await testPlugin(plugin)
  const {folder} = await tested.rename('by-camera', {}, {...PROPOSED, folder: ''})
  assert.equal(folder, 'unknown camera')
})

for (const unknown of ['', 'a/b', '.hidden', 'CON']) {
  test(`"${unknown}" is refused as a folder's name`, async () => {
    await assert.rejects(testPlugin(plugin, {unknown}), /"unknown": expected a name that every system takes/)
  })
}
