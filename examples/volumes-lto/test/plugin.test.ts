import assert from 'node:assert/strict'
import {test} from 'node:test'
import {testPlugin} from 'mediastruct/testing'
import plugin from 'mediastruct-plugin-volumes-lto'

/** Bytes that Canister's makers measured on a tape with LTFS; none for LTO-10. */
const MEASURED = {
  'lto-6': 2.45e12,
  'lto-7': 5.73e12,
  'lto-8': 11.7e12,
  'lto-9': 17.5e12,
  'lto-10': 30e12,
  'lto-10-40': 40e12,
}

for (const [name, measured] of Object.entries(MEASURED)) {
  test(`${name} promises at least 5 %, at most 10 % less than a tape offers`, async () => {
    const {capacityBytes, sectorBytes, limits, imager, writer} = (await testPlugin(plugin)).medium(name)
    assert.ok(capacityBytes <= 0.96 * measured && capacityBytes >= 0.9 * measured - sectorBytes)
    assert.equal(capacityBytes % sectorBytes, 0)
    assert.deepEqual(limits, {nameBytes: 255, fileBytes: capacityBytes})
    assert.deepEqual([imager, writer], ['directory', 'directory'])
  })
}

test('a directory of 500 GB is there without options', async () => {
  const {capacityBytes, sectorBytes} = (await testPlugin(plugin)).medium('disk-500')
  assert.deepEqual({capacityBytes, sectorBytes}, {capacityBytes: 500e9, sectorBytes: 4096})
})

test('directories of any size, by name', async () => {
  const options = {directories: {stick: '256GB', share: '1.5 TiB', tiny: 2 ** 20}, cluster: '128KiB'}
  const tested = await testPlugin(plugin, options)
  const sizes = ['stick', 'share', 'tiny'].map((name) => tested.medium(name).capacityBytes)
  assert.deepEqual(sizes, [256e9, 1.5 * 2 ** 40, 2 ** 20])
  assert.equal(tested.medium('stick').sectorBytes, 2 ** 17)
})

test('a stick with FAT32 takes no file of 4 GiB, and no name that Windows would not', async () => {
  const tested = await testPlugin(plugin, {directories: {stick: '64GB'}, fileSystem: 'fat32'})
  assert.deepEqual(tested.medium('stick').limits, {
    nameBytes: 255,
    fileBytes: 4_294_967_295,
    names: 'windows',
    pathBytes: 240,
  })
})

for (const [wrong, problem] of [
  [{fileSystem: 'hfs'}, /"fileSystem": Invalid option/],
  [{directories: {stick: 'big'}}, /"directories\.stick": expected a size such as 500GB or 2TiB, got "big"/],
  [{directories: {stick: '1KB'}}, /"directories\.stick": Too small/],
  [{directories: {'a/b': '1GB'}}, /"directories\.a\/b"/],
  [{cluster: '1B'}, /"cluster": Too small/],
  [{directory: {}}, /Unrecognized key: "directory"/],
] as const) {
  test(`options that are ${JSON.stringify(wrong)} are refused`, async () => {
    await assert.rejects(testPlugin(plugin, wrong), problem)
  })
}
