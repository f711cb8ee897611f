import assert from 'node:assert/strict'
import {join} from 'node:path'
import {test} from 'node:test'
import {scratch, testPlugin} from 'mediastruct/testing'
import plugin from 'mediastruct-plugin-rename-by-camera'
import {picture} from './picture.ts'

const PROPOSED = {folder: '2019/2019-05-04', name: 'a.jpg'}

async function folderOf(content: Uint8Array | string, options?: object): Promise<string> {
  const tested = await testPlugin(plugin, options)
  const path = join(scratch({'a.jpg': content}), 'a.jpg')
  const {folder, name} = await tested.rename('by-camera', {path}, PROPOSED)
  assert.equal(name, PROPOSED.name)
  return folder
}

for (const [make, model, camera] of [
  ['Canon', 'Canon EOS 5D', 'Canon EOS 5D'],
  ['NIKON CORPORATION', 'NIKON D750', 'NIKON D750'],
  ['SONY', 'ILCE-7M3', 'SONY ILCE-7M3'],
  ['Apple', 'iPhone 12  ', 'Apple iPhone 12'],
  ['OLYMPUS', 'u1030SW,S1030SW', 'OLYMPUS u1030SW,S1030SW'],
  ['', '../../etc', 'etc'],
  ['', '/', 'unknown camera'],
  ['', '..', 'unknown camera'],
  ['', 'a\nb:c*', 'a b c'],
  ['', 'CON', 'CON_'],
  ['', 'nul.jpg', 'nul_.jpg'],
  ['', 'é'.repeat(200), 'é'.repeat(50)],
  ['Canon', '', 'unknown camera'],
] as const) {
  test(`"${make}", ${JSON.stringify(model.slice(0, 20))} is filed below ${camera.slice(0, 20)}`, async () => {
    assert.equal(await folderOf(picture(make, model)), `${camera}/2019/2019-05-04`)
  })
}

test('a file without notes, and one that is no picture, go to a folder of their own', async () => {
  const options = {unknown: 'others'}
  for (const content of ['no picture', '', picture('', ''), Uint8Array.of(0xff, 0xd8)]) {
    assert.equal(await folderOf(content, options), 'others/2019/2019-05-04')
  }
})

test('a file that can not be read is an error, and one whose name is no UTF-8 is none', async () => {
  const tested = await testPlugin(plugin)
  await assert.rejects(tested.rename('by-camera', {path: '/nowhere/a.jpg'}, PROPOSED), /ENOENT/)
  const {folder} = await tested.rename(
    'by-camera',
    {path: '/nowhere/caf\uFFFD.jpg'},
    {...PROPOSED, folder: ''},
  )
  assert.equal(folder, 'unknown camera')
})

for (const unknown of ['', 'a/b', '.hidden', 'CON']) {
  test(`"${unknown}" is refused as a folder's name`, async () => {
    await assert.rejects(testPlugin(plugin, {unknown}), /"unknown": expected a name that every system takes/)
  })
}
