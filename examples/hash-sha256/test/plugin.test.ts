import assert from 'node:assert/strict'
import {hash} from 'node:crypto'
import {test} from 'node:test'
import {testPlugin} from 'mediastruct/testing'
import plugin from 'mediastruct-plugin-hash-sha256'

for (const content of ['', 'abc', Buffer.alloc(1_000_000, 'a')]) {
  test(`${content.length} bytes have the digest that node:crypto gives`, async () => {
    const tested = await testPlugin(plugin)
    assert.equal(await tested.hash('sha256', content), hash('sha256', content))
  })
}

test('"abc" has the digest of FIPS 180-4', async () => {
  const tested = await testPlugin(plugin)
  assert.match(await tested.hash('sha256', 'abc'), /^ba7816bf8f01cfea414140de5dae2223b00361a396177a9c/)
})
