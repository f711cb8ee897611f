import {execFileSync} from 'node:child_process'
import {createRequire} from 'node:module'
import {expect} from 'chai'
import fc from 'fast-check'
import {createBlake3, isNative} from '../../src/hash/blake3.ts'

interface Wasm {
  createHash(): {update(input: Uint8Array): unknown; digest(): Buffer}
}
const {createHash} = createRequire(import.meta.url)('blake3-wasm') as Wasm

function portable(chunks: readonly Uint8Array[]): string {
  const hash = createHash()
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest().toString('hex')
}

function chosen(chunks: readonly Uint8Array[]): string {
  const hasher = createBlake3()
  for (const chunk of chunks) hasher.update(chunk)
  return Buffer.from(hasher.digest()).toString('hex')
}

describe('BLAKE3', () => {
  it('gives the digests of its specification', () => {
    // github.com/BLAKE3-team/BLAKE3, test_vectors.json: input_len 0, 1 and 1025 (bytes 0…250 repeating).
    const input = (length: number) => Uint8Array.from({length}, (_, index) => index % 251)
    expect(chosen([])).to.equal('af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262')
    expect(chosen([input(1)])).to.equal('2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213')
    expect(chosen([input(1025)])).to.equal('d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444')
  })

  it('is the same from the native library and from WebAssembly, however the input is cut', () => {
    const chunk = fc.uint8Array({maxLength: 3000})
    fc.assert(fc.property(fc.array(chunk, {maxLength: 6}), (chunks) => chosen(chunks) === portable(chunks)))
  })

  it('does not mix hashers that are fed in turn', () => {
    const [a, b] = [createBlake3(), createBlake3()]
    a.update(Buffer.from('a'))
    b.update(Buffer.from('b'))
    a.update(Buffer.from('a'))
    expect(Buffer.from(a.digest()).toString('hex')).to.equal(portable([Buffer.from('aa')]))
    expect(Buffer.from(b.digest()).toString('hex')).to.equal(portable([Buffer.from('b')]))
  })

  it('leaves the native library out where MEDIASTRUCT_NATIVE is 0, with the same digest', () => {
    const source = new URL('../../src/hash/blake3.ts', import.meta.url).href
    const code = `const {createBlake3, isNative} = await import(${JSON.stringify(source)})
      const hasher = createBlake3(); hasher.update(Buffer.from('abc'))
      console.log(isNative(), Buffer.from(hasher.digest()).toString('hex'))`
    const run = (native: string) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', code], {
        encoding: 'utf8',
        env: {...process.env, MEDIASTRUCT_NATIVE: native},
      }).trim()
    const digest = portable([Buffer.from('abc')])
    expect(run('0')).to.equal(`false ${digest}`)
    expect(run('1')).to.equal(`${isNative()} ${digest}`)
  })
})
