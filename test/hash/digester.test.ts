import {expect} from 'chai'
import fc from 'fast-check'
import {blake3Digester} from '../../src/hash/blake3.ts'
import {type Digester, eachAnew} from '../../src/hash/digester.ts'
import {blake3} from '../support/indexed.ts'

/** Counts bytes: no hash, and easy to see through. */
const counting = () => {
  let sum = 0
  return {
    update: (bytes: Uint8Array) => {
      sum += bytes.length
    },
    digest: () => new Uint8Array([sum]),
  }
}

function hexOf(digester: Digester, parts: readonly Uint8Array[]): string {
  digester.begin()
  for (const part of parts) digester.update(part)
  return digester.hex()
}

describe('a digester', () => {
  it('of BLAKE3 gives each of many contents its own digest, however they are cut, empty ones among them', () => {
    const digester = blake3Digester()
    const parts = fc.array(fc.uint8Array({maxLength: 3000}), {maxLength: 4})
    fc.assert(
      fc.property(fc.array(parts, {maxLength: 4}), (contents) => {
        const digests = contents.map((content) => hexOf(digester, content))
        expect(digests).to.deep.equal(contents.map((content) => blake3(Buffer.concat(content))))
      }),
    )
  })

  for (const [name, make] of [
    ['BLAKE3', blake3Digester],
    ['a plugin', () => eachAnew(counting)],
  ] as const) {
    it(`of ${name} forgets what was not finished`, () => {
      const [broken, whole] = [make(), make()]
      broken.begin()
      broken.update(Buffer.from('a file whose disk was pulled out'))
      expect(hexOf(broken, [Buffer.from('abc')])).to.equal(hexOf(whole, [Buffer.from('abc')]))
    })
  }
})
