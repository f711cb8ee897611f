/** Clocks are wrong: after an empty battery it is 1970, after a slip of the hand 2100, and then time goes back. */
import {expect} from 'chai'
import {scratch} from '../support/scratch.ts'
import {skippedBecause, whyNoTool} from './mounts.ts'
import {Scene} from './scene.ts'

const missing = whyNoTool('faketime', 'faketime')

/** Starts the program at that time; what the file system says of its files stays as it is. */
function at(date: string) {
  return {
    under: ['faketime', '-f', `@${date} 12:00:00`],
    env: {NO_FAKE_STAT: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1'},
  }
}

describe(`a wrong clock${skippedBecause(missing)}`, function () {
  this.timeout(60_000)
  let scene: Scene
  beforeEach(function () {
    if (missing !== undefined) return this.skip()
    const near = scratch()
    scene = new Scene({near, far: near})
  })

  it('numbers runs upwards all the same, and undo --last takes back what came last', async () => {
    scene.plant({
      'one/IMG_20190102_030405.jpg': 'the first',
      'two/IMG_20190102_030406.jpg': 'the second',
      'three/IMG_20190102_030407.jpg': 'the third',
    })
    const runs: string[] = []
    for (const [drop, date] of Object.entries({one: '2026-11-24', two: '2100-01-01', three: '2019-06-01'})) {
      const {run} = await scene.done(`ingest NEAR/${drop} --to NEAR/lib`, at(date))
      runs.push(run)
    }
    expect(runs).to.deep.equal([...runs].sort())
    expect(new Set(runs).size).to.equal(3)
    for (const [drop, date] of [
      ['three', '1970-01-02'],
      ['two', '2026-11-25'],
    ] as const) {
      await scene.done('undo --last', at(date))
      expect(scene.files().filter(({path}) => path.startsWith(`${drop}/`))).to.have.length(1)
    }
    expect(scene.files().filter(({path}) => path.startsWith('lib/'))).to.have.length(1)
    scene.expectFinished()
  })

  it('makes no tree fresh that was crawled "tomorrow"', async () => {
    scene.plant({'tree/a.jpg': 'the first'})
    await scene.done('crawl NEAR/tree', at('2100-01-01'))
    scene.plant({'tree/b.jpg': 'the second'})
    const fresh = await scene.done('crawl NEAR/tree --max-age 30d')
    expect(fresh.roots.map(({state, files}) => [state, files])).to.deep.equal([['crawled', 2]])
    const again = await scene.done('crawl NEAR/tree --max-age 30d')
    expect(again.roots.map(({state}) => state)).to.deep.equal(['fresh'])
  })

  it('makes every date one of the future: left and listed, and filed when the clock is right', async () => {
    scene.plant({'drop/IMG_20190102_030405.jpg': 'a picture'})
    const {left, moves} = await scene.done('ingest NEAR/drop --to NEAR/lib', at('1970-01-02'))
    expect([left.map(({code}) => code), moves]).to.deep.equal([['undated'], []])
    const filed = await scene.done('ingest NEAR/drop --to NEAR/lib')
    expect(filed.moves.map(({to}) => to.includes('/2019/2019-01-02/'))).to.deep.equal([true])
  })
})
