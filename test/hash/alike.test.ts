import {expect} from 'chai'
import {HashPool} from '../../src/hash/pool.ts'
import {Workers} from '../../src/hash/workers.ts'
import {join, type RawPath} from '../../src/paths/bytes.ts'
import {blake3, raw, scratchPath, write} from '../support/indexed.ts'

const FIRST = 8

describe('files of one size', () => {
  const pool = new HashPool(new Workers(2))
  after(() => pool.workers.close())
  let root: RawPath
  beforeEach(() => {
    root = scratchPath()
  })
  const put = (contents: readonly string[]) =>
    contents.map((content, index) => write(root, `${index} ${content.slice(0, 20)}`, content))
  const shown = async (groups: {size: number; paths: RawPath[]}[]) =>
    (await pool.hashAlike(groups, FIRST)).map((results) =>
      results.map((result) => (result?.ok ? result.hash : result?.code)),
    )

  it('are read whole where they begin alike, and no further where they do not', async () => {
    const contents = ['same start 1', 'same start 2', 'other start!', 'same start 1']
    const paths = put(contents)
    expect(await shown([{size: 12, paths}])).to.deep.equal([
      [blake3('same start 1'), blake3('same start 2'), undefined, blake3('same start 1')],
    ])
  })

  it('are told apart group by group', async () => {
    const [a, b, c, d] = put(['aaaaaaaaaa', 'bbbbbbbbbb', 'aaaaaaaaaa1', 'aaaaaaaaaa2']) as [
      RawPath,
      RawPath,
      RawPath,
      RawPath,
    ]
    expect(
      await shown([
        {size: 10, paths: [a, b]},
        {size: 11, paths: [c, d]},
        {size: 0, paths: []},
      ]),
    ).to.deep.equal([[undefined, undefined], [blake3('aaaaaaaaaa1'), blake3('aaaaaaaaaa2')], []])
  })

  it('are read whole where one is another size by now, and listed where one is gone', async () => {
    const [a, grown] = put(['aaaaaaaaaa', 'bbbbbbbbbb, and more']) as [RawPath, RawPath]
    const gone = join(root, raw('gone'))
    expect(await shown([{size: 10, paths: [a, grown, gone]}])).to.deep.equal([
      [undefined, blake3('bbbbbbbbbb, and more'), 'ENOENT'],
    ])
  })

  it('may be many: each keeps the start that it was read with', async () => {
    const paths = Array.from({length: 60}, (_, index) =>
      write(root, `f${index}`, `${index % 30}`.padEnd(20, '-')),
    )
    const [hashes] = await shown([{size: 20, paths}])
    expect(hashes).to.deep.equal(paths.map((_, index) => blake3(`${index % 30}`.padEnd(20, '-'))))
  })
})
