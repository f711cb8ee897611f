/** A camcorder's tree is one asset: filed whole, and what is added to the card later goes to the same place. */
import {rmSync, statSync} from 'node:fs'
import {expect} from 'chai'
import {type CatalogFile, relativeTo, toBytes, toText} from 'mediastruct'
import type {MemorySink} from './planning.ts'
import {ScratchDrop, sha256, type Wish} from './scratch-drop.ts'

const DATES: Record<string, string> = {
  '00000.MTS': '2019-01-02T03:04:05',
  '00001.MTS': '2018-12-31T23:00:00',
  '00002.MTS': '2019-02-03T04:05:06',
}
const HOME = `library/2018/20181231_230000_${sha256('one').slice(0, 8)}`

describe('a camcorder’s tree', () => {
  let scratch: ScratchDrop
  beforeEach(() => {
    scratch = new ScratchDrop()
    card('AVCHD', {'BDMV/STREAM/00000.MTS': 'one', 'BDMV/STREAM/00001.MTS': 'two', 'BDMV/INDEX.BDM': 'index'})
    scratch.write('drop/PRIVATE/AVCHD/BDMV/CLIPINF/00000.CPI', '')
  })
  afterEach(() => scratch.remove())

  function card(top: string, files: Record<string, string>): void {
    for (const [path, content] of Object.entries(files)) scratch.write(`drop/PRIVATE/${top}/${path}`, content)
  }

  const plan = (wish: Wish = {}) =>
    scratch.plan({
      setup: (api) =>
        api.captureDate('streams', ({name}) => {
          const local = DATES[name]
          return local === undefined ? undefined : {local, confidence: 'high'}
        }),
      dates: ['streams'],
      ...wish,
    })

  /** Paths below `PRIVATE`, and where each goes below the scratch directory. */
  const ways = ({moves}: MemorySink) =>
    Object.fromEntries(
      moves.map(({from, to}) => [
        toText(relativeTo(scratch.path('drop/PRIVATE'), from)),
        toText(relativeTo(scratch.path(''), to)),
      ]),
    )

  /** What the index knows once a plan was carried out. */
  function carriedOut({moves}: MemorySink): CatalogFile[] {
    return moves.map(({from, to, size, hash}) => {
      const content = size === 0 ? '' : ({one: 'one', two: 'two', index: 'index'}[contentOf(hash)] ?? '')
      expect(content.length).to.equal(size)
      rmSync(toBytes(from))
      return scratch.known(toText(relativeTo(scratch.path(''), to)), content)
    })
  }
  const contentOf = (hash: string) => ['one', 'two', 'index'].find((text) => sha256(text) === hash) ?? ''

  it('is filed whole, under the name of its first stream and the date of its earliest', async () => {
    const sink = await plan()
    expect(ways(sink)).to.deep.equal({
      'AVCHD/BDMV/STREAM/00000.MTS': `${HOME}/AVCHD/BDMV/STREAM/00000.MTS`,
      'AVCHD/BDMV/STREAM/00001.MTS': `${HOME}/AVCHD/BDMV/STREAM/00001.MTS`,
      'AVCHD/BDMV/CLIPINF/00000.CPI': `${HOME}/AVCHD/BDMV/CLIPINF/00000.CPI`,
      'AVCHD/BDMV/INDEX.BDM': `${HOME}/AVCHD/BDMV/INDEX.BDM`,
    })
    expect(new Set(sink.moves.map(({asset}) => asset))).to.have.property('size', 1)
    expect(sink.moves[0]?.details).to.deep.equal({date: '2018-12-31T23:00:00', dateSource: 'streams'})
  })

  it('grows in its own place: what is new lies beside what was there, what changed gets a number', async () => {
    const known = carriedOut(await plan())
    card('AVCHD', {
      'BDMV/STREAM/00000.MTS': 'one',
      'BDMV/STREAM/00001.MTS': 'two',
      'BDMV/STREAM/00002.MTS': 'three',
      'BDMV/INDEX.BDM': 'index of three',
      'BDMV/CLIPINF/00000.CPI': '',
    })
    const sink = await plan({known})
    expect(ways(sink)).to.deep.equal({
      'AVCHD/BDMV/STREAM/00002.MTS': `${HOME}/AVCHD/BDMV/STREAM/00002.MTS`,
      'AVCHD/BDMV/INDEX.BDM': `${HOME}/AVCHD/BDMV/INDEX-2.BDM`,
    })
    expect(sink.leftCodes).to.have.deep.members([
      ['00000.MTS', 'held'],
      ['00001.MTS', 'held'],
      ['00000.CPI', 'held'],
    ])
    expect(sink.moves[0]?.reason).to.match(/holds a part of its package$/)
  })

  it('is not filed twice, also from a copy that is never emptied', async () => {
    const first = await plan({copy: true})
    const known = first.moves.map(({to, hash}) =>
      scratch.known(toText(relativeTo(scratch.path(''), to)), contentOf(hash)),
    )
    const again = await plan({copy: true, known})
    expect(again.moves).to.deep.equal([])
    expect(again.leftCodes.map(([, code]) => code)).to.deep.equal(['held', 'held', 'held', 'held'])
    const aside = await plan({known, duplicates: scratch.path('dups')})
    expect(aside.moves.map(({keeper}) => keeper !== undefined)).to.deep.equal([true, true, true, true])
    expect(ways(aside)['AVCHD/BDMV/INDEX.BDM']).to.equal('dups/drop/PRIVATE/AVCHD/BDMV/INDEX.BDM')
  })

  it('is found twice in one drop, and filed once', async () => {
    for (const [path, content] of [
      ['STREAM/00000.MTS', 'one'],
      ['STREAM/00001.MTS', 'two'],
      ['INDEX.BDM', 'index'],
      ['CLIPINF/00000.CPI', ''],
    ] as const)
      scratch.write(`drop/copy of the card/AVCHD/BDMV/${path}`, content)
    const sink = await plan()
    expect(sink.moves).to.have.length(4)
    expect(sink.leftCodes.map(([, code]) => code)).to.deep.equal(['held', 'held', 'held', 'held'])
  })

  it('keeps its own small files, though another card has the same ones', async () => {
    const known = [scratch.known('library/2017/x/AVCHD/BDMV/INDEX.BDM', 'index')]
    expect(ways(await plan({known}))).to.include({'AVCHD/BDMV/INDEX.BDM': `${HOME}/AVCHD/BDMV/INDEX.BDM`})
  })

  it('files what is new for itself where a master holds the rest', async () => {
    const known = [scratch.known('archive/MS-0001/data/x/AVCHD/BDMV/STREAM/00001.MTS', 'two')]
    const sink = await plan({known, masters: [scratch.path('archive')]})
    const home = `library/2019/20190102_030405_${sha256('one').slice(0, 8)}`
    expect(ways(sink)).to.deep.equal({
      'AVCHD/BDMV/STREAM/00000.MTS': `${home}/AVCHD/BDMV/STREAM/00000.MTS`,
      'AVCHD/BDMV/CLIPINF/00000.CPI': `${home}/AVCHD/BDMV/CLIPINF/00000.CPI`,
      'AVCHD/BDMV/INDEX.BDM': `${home}/AVCHD/BDMV/INDEX.BDM`,
    })
    expect(sink.leftCodes).to.deep.equal([['00001.MTS', 'held']])
  })

  it('stays as it is where others hold all its streams; its small files go with them', async () => {
    const known = [scratch.known('archive/x.MTS', 'one'), scratch.known('library/2018/loose.MTS', 'two')]
    const wish = {known, masters: [scratch.path('archive')]}
    const left = await plan(wish)
    expect(left.moves).to.deep.equal([])
    expect(left.leftCodes.map(([, code]) => code)).to.deep.equal(['held', 'held', 'held', 'held'])
    const aside = await plan({...wish, duplicates: scratch.path('dups')})
    expect(Object.values(ways(aside)).every((to) => to.startsWith('dups/drop/PRIVATE/AVCHD/BDMV/'))).to.equal(
      true,
    )
    expect(aside.moves.map(({keeper}) => keeper !== undefined)).to.deep.equal([true, true, false, false])
  })

  it('is left whole, or put whole where it is told, while no stream has a date', async () => {
    const left = await plan({dates: ['filename']})
    expect(left.moves).to.deep.equal([])
    expect(left.leftCodes.map(([, code]) => code)).to.deep.equal(Array(4).fill('undated'))
    const undated = await plan({dates: ['filename'], undated: scratch.path('undated')})
    expect(ways(undated)).to.include({
      'AVCHD/BDMV/STREAM/00000.MTS': 'undated/PRIVATE/AVCHD/BDMV/STREAM/00000.MTS',
    })
    expect(undated.moves).to.have.length(4)
  })

  it('waits as a whole for one file that changes', async () => {
    const path = toText(scratch.path('drop/PRIVATE/AVCHD/BDMV/INDEX.BDM'))
    const sink = await plan({
      meanwhile: () => scratch.write(path.slice(scratch.root.length + 1), 'index and more'),
    })
    expect(sink.moves).to.deep.equal([])
    expect(sink.leftCodes.map(([, code]) => code)).to.deep.equal(Array(4).fill('unstable'))
  })

  it('is left whole, and told of once, where a source fails on one of its streams', async () => {
    const sink = await plan({
      setup: (api) =>
        api.captureDate('streams', ({name}) => {
          if (name === '00001.MTS') throw new Error('stumbled')
          return {local: '2019-01-02', confidence: 'high'}
        }),
    })
    expect(sink.moves).to.deep.equal([])
    expect(sink.failures.map(({path, code}) => [toText(path).slice(-9), code])).to.deep.equal([
      ['00001.MTS', 'PLUGIN_FAILED'],
    ])
    expect(sink.leftCodes).to.have.length(3)
  })

  it('gets a directory of its own where one of its name is there', async () => {
    scratch.write(`${HOME}/something else.txt`, 'x')
    const to = Object.values(ways(await plan()))
    expect(to.every((path) => path.startsWith(`${HOME}-2/AVCHD/`))).to.equal(true)
    expect(statSync(toBytes(scratch.path(HOME))).isDirectory()).to.equal(true)
  })

  it('is no place for a sidecar of a loose copy of its streams', async () => {
    const known = carriedOut(await plan())
    scratch.write('drop/loose/00000.MTS', 'one')
    scratch.write('drop/loose/00000.xmp', 'edited')
    const sink = await plan({known})
    expect(sink.moves).to.deep.equal([])
    expect(sink.leftCodes).to.deep.equal([
      ['00000.MTS', 'held'],
      ['00000.xmp', 'held'],
    ])
  })
})
