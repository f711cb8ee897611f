import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {fromText, type RawPath} from 'mediastruct'
import {bytesOf, openSource, type Source} from '../../src/imaging/sources.ts'
import {Scratch} from '../scratch.ts'
import {genisoimage, needs, plant} from './tools.ts'

const BLOCK = 2048

describe('copies that files are taken from', () => {
  let scratch: Scratch
  const at = (...names: string[]) => join(scratch.path, ...names)
  const using = async <T>(path: string, use: (source: Source) => Promise<T>) => {
    const source = await openSource(fromText(at(path)))
    try {
      return await use(source)
    } finally {
      await source.close()
    }
  }
  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  it('give from the one file system of an image what damaged directories of the other hide', async function () {
    needs(this, 'genisoimage')
    const [first, second] = ['data/2019/only-here.jpg', 'data/2020/and-there.jpg'] as [RawPath, RawPath]
    plant(at('tree'), {[first]: 'one', [second]: 'two'})
    genisoimage(at('v.iso'), at('tree'), '-udf')
    const image = readFileSync(at('v.iso'))
    // How UDF spells a name (OSTA UDF 2.1.1): a byte that says how wide its characters are, then these.
    const named = image.indexOf('\x08only-here.jpg', 0, 'latin1')
    expect(named).to.be.greaterThan(0)
    image.fill(0xff, named - (named % BLOCK), named - (named % BLOCK) + BLOCK)
    writeFileSync(at('v.iso'), image)
    await using('v.iso', async (source) => {
      expect([source.label, source.isDamaged]).to.deep.equal(['MS-0001', true])
      expect([String(await bytesOf(source, first)), String(await bytesOf(source, second))]).to.deep.equal([
        'one',
        'two',
      ])
      expect(await source.file('data/none.jpg' as RawPath)).to.equal(undefined)
    })
  })
})
