/** A watch, and what others do meanwhile: hold the lock, end it in the middle of a file, take the card out. */
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant, writeConfig} from '../e2e/tree.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {Watched} from '../support/watched.ts'
import {census, contents, fingerprint} from './census.ts'
import {heldAt} from './held.ts'
import {Mounts, skippedBecause, whyNoMounts} from './mounts.ts'

const SETTLE = ['--settle', '0.3s']
const PICTURES = {
  'IMG_20190102_030401.jpg': 'one',
  'IMG_20190102_030402.jpg': 'two',
  'IMG_20190102_030403.jpg': 'three',
}
const missing = whyNoMounts()

describe('a watch', function () {
  this.timeout(90_000)
  let directory: string
  let drop: string
  let library: string

  beforeEach(() => {
    directory = scratch()
    drop = join(directory, 'drop')
    library = join(directory, 'library')
    for (const made of [drop, library, join(directory, 'tree')]) mkdirSync(made)
    writeConfig(directory, {drop: ['drop'], library: 'library', trees: ['tree'], threads: 1})
  })

  it('waits for whoever has the catalog, says for whom, and tries again; between rounds others have it', async () => {
    plant(directory, {'other/IMG_20180102_030405.jpg': 'of another drop'})
    const args = ['ingest', 'other', '--to', 'elsewhere']
    const other = await heldAt({call: 'link', path: '/elsewhere/'}, args, {cwd: directory})
    const watched = Watched.start(SETTLE, {cwd: directory})
    await watched.untilSaid(`process ${other.child.pid}`)
    plant(drop, PICTURES)
    expect((await other.release()).code).to.equal(0)
    await watched.until(() => watched.moved === 3)
    await watched.untilRounds(watched.rounds.length)
    expect(await mediastruct(['crawl'], {cwd: directory})).to.include({code: 0})
    plant(drop, {'IMG_20190102_030404.jpg': 'four'})
    await watched.until(() => watched.moved === 4)
    expect(await watched.end()).to.include({code: 143})
  })

  for (const copy of [[], ['--copy']]) {
    it(`ends after the file in hand${copy.length > 0 ? ', of copies too' : ''}; what it began is whole, the rest is next`, async () => {
      plant(drop, PICTURES)
      const before = fingerprint(drop)
      const point = {call: copy.length > 0 ? 'open' : 'link', path: '/library/', nth: 1} as const
      const held = await heldAt(point, Watched.args(...SETTLE, ...copy), {cwd: directory})
      const watched = new Watched(held)
      held.child.kill('SIGTERM')
      await watched.untilSaid('Finishing the file in hand')
      const ended = await held.release()
      expect(ended.code, ended.stderr).to.equal(143)
      const {runs} = ended.json<{runs: {moves: {state: string}[]}[]}>()
      expect(runs.map(({moves}) => moves.map(({state}) => state))).to.deep.equal([
        ['done', 'planned', 'planned'],
      ])
      expect(census(library).map(({path}) => path.replace(/_[0-9a-f]+\./, '.'))).to.deep.equal([
        '2019/2019-01-02/20190102_030401.jpg',
      ])
      if (copy.length > 0) expect(fingerprint(drop)).to.deep.equal(before)
      const again = await mediastruct(['ingest', ...copy, '--json'], {cwd: directory})
      expect(again.json<{totals: object}>().totals).to.include({moved: 2, errors: 0})
      expect([...contents(census(library)).values()]).to.deep.equal([1, 1, 1])
    })
  }

  describe(`of a card${skippedBecause(missing)}`, () => {
    let mounts: Mounts | undefined
    afterEach(() => mounts?.remove())

    it('that is taken out and put in again: nothing is lost, and what is new on it is filed', async function () {
      if (missing !== undefined) return this.skip()
      mounts = new Mounts()
      const card = mounts.tmpfs('card')
      plant(card, PICTURES)
      const args = [card, '--copy', ...SETTLE]
      const watched = Watched.start(args, {cwd: directory})
      await watched.untilRounds(1)
      expect(watched.moved).to.equal(3)
      mounts.unmount(card)
      // Its mount point is there, and empty: nothing is to be said of that.
      mounts.tmpfs('card')
      plant(card, {...PICTURES, 'IMG_20190102_030404.jpg': 'four'})
      await watched.until(() => watched.moved === 4)
      expect(await watched.end()).to.include({code: 143})
      expect([...contents(census(library)).values()]).to.deep.equal([1, 1, 1, 1])
    })
  })
})
