import assert from 'node:assert/strict'
import {test} from 'node:test'
import {testPlugin} from 'mediastruct/testing'
import plugin from 'mediastruct-plugin-filter-by-type-and-size'

const THUMB = {path: '/card/MVI_1.THM', size: 5000}
const BIG_THUMB = {path: '/card/MVI_2.thm', size: 20_000}
const PHOTO = {path: '/card/IMG_1.JPG', size: 9_999}
const VIDEO = {path: '/card/MVI_1.MOV', size: 5 * 2 ** 30}
const FILES = [THUMB, BIG_THUMB, PHOTO, VIDEO]

for (const [options, left, reason] of [
  [{}, [], ''],
  [{types: ['.thm']}, [THUMB, BIG_THUMB], 'of type .thm'],
  [{types: ['THM', 'jpg']}, [THUMB, BIG_THUMB, PHOTO], 'of type .thm, .jpg'],
  [{types: ['.hm']}, [], ''],
  [{smallerThan: '10KB'}, [THUMB, PHOTO], 'smaller than 10KB'],
  [{smallerThan: 9_999}, [THUMB], 'smaller than 9999'],
  [{largerThan: '4 GiB'}, [VIDEO], 'larger than 4 GiB'],
  [{largerThan: 5 * 2 ** 30}, [], ''],
  [{smallerThan: '10KiB', largerThan: '5kB'}, [PHOTO], 'smaller than 10KiB and larger than 5kB'],
  [{types: ['.thm'], smallerThan: '10KB'}, [THUMB], 'of type .thm and smaller than 10KB'],
] as const) {
  test(`${JSON.stringify(options)} leaves out ${left.map(({path}) => path).join(', ') || 'nothing'}`, async () => {
    const tested = await testPlugin(plugin, options)
    for (const file of FILES) {
      const isLeft = left.some(({path}) => path === file.path)
      assert.equal(await tested.discover(file), isLeft ? reason : undefined, file.path)
    }
  })
}

test('without options it is asked about no file', async () => {
  assert.deepEqual((await testPlugin(plugin)).taps, [])
})

for (const [wrong, problem] of [
  [{smallerThan: 'tiny'}, /"smallerThan": expected a size such as 10KB or 4GiB, got "tiny"/],
  [{types: '.thm'}, /"types": Invalid input: expected array/],
  [{types: []}, /"types": Too small/],
  [{types: ['a/b']}, /"types\[0\]": expected the end of a name/],
  [{type: ['.thm']}, /Unrecognized key: "type"/],
] as const) {
  test(`options that are ${JSON.stringify(wrong)} are refused`, async () => {
    await assert.rejects(testPlugin(plugin, wrong), problem)
  })
}
