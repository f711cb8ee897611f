/** Killed, interrupted or out of room while it restores: no half file has a name, and the same command ends as if nothing had happened. */
import {once} from 'node:events'
import {readdirSync, readFileSync, rmSync, statfsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {filesBelow, picture, plant} from '../e2e/tree.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {type HoldPoint, heldAt, NO_LINKS} from './held.ts'
import {Mounts, skippedBecause, whyNoMounts} from './mounts.ts'

const FILES = {
  '2019/2019-05-04/IMG_1.CR2': 'a raw picture '.repeat(100_000),
  '2019/2019-05-04/IMG_1.xmp': 'what was made of it',
  '2019/2019-05-05/film.mov': 'film '.repeat(400_000),
}

interface Restored {
  totals: {restored: number; present: number; waiting: number; failed: number}
  files: {state: string}[]
  errors: {code: string}[]
  error?: {code: string}
}

const missing = whyNoMounts()

type Moment = Omit<HoldPoint, 'path'> & {noLinks?: true}

const MOMENTS: Readonly<Record<string, Moment>> = {
  'before anything of a file is written': {call: 'open', nth: 2},
  'when it is written and has no name': {call: 'link', nth: 2},
  'when it has its name and its other one': {call: 'unlink', nth: 2},
  'when an empty file holds its name': {call: 'rename', nth: 2, noLinks: true},
}

describe('a restoring that is broken off', function () {
  this.timeout(60_000)

  let cwd: string
  const at = (name: string) => join(cwd, name)
  const restoring = (to: string) => [
    'volumes',
    'restore',
    '2019',
    '--to',
    to,
    '--catalog',
    'catalog.db',
    '--json',
  ]
  const restore = async (to: string) => {
    const ran = await mediastruct(restoring(to), {cwd})
    return {code: ran.code, ...ran.json<Restored>()}
  }
  const below = (top: string) =>
    picture(at(top)).map((line) =>
      line.slice(at(top).length).replace(/[\d.]+$/, (mtimeMs) => String(Math.round(Number(mtimeMs)))),
    )
  /** Of what lies under its final name. */
  const named = (to: string) =>
    filesBelow(at(to))
      .map((file) => file.toString().slice(at(to).length + 1))
      .filter((name) => !name.endsWith('.part'))
  beforeEach(async () => {
    cwd = scratch()
    plant(at('lib'), FILES)
    plant(at('expected'), FILES)
    await mediastruct(['crawl', 'lib', '--catalog', 'catalog.db'], {cwd})
    const archiving = ['archive', 'lib', '--to', 'arch', '--medium', 'dvd-r', '--catalog', 'catalog.db']
    expect((await mediastruct(archiving, {cwd})).code).to.equal(0)
  })

  it('leaves whole files and ends whole, wherever it was killed or interrupted', async () => {
    for (const [number, [moment, {noLinks, ...point}]] of Object.entries(MOMENTS).entries()) {
      const to = `out-${number}`
      const nodeOptions = noLinks ? NO_LINKS : []
      const held = await heldAt({...point, path: at(to)}, restoring(to), {cwd, nodeOptions})
      held.child.kill('SIGKILL')
      await once(held.child, 'close')
      const torn = named(to).filter((name) => {
        const content = readFileSync(join(at(to), name), 'utf8')
        return content !== FILES[name as keyof typeof FILES] && !(noLinks && content === '')
      })
      expect(torn, moment).to.deep.equal([])
      expect(named(to).length, moment).to.be.within(1, 2)
      const again = await restore(to)
      expect([again.code, again.totals.failed], moment).to.deep.equal([0, 0])
      expect(below(to), moment).to.deep.equal(below('expected'))
    }

    // Interrupted, it ends after the file in hand.
    const held = await heldAt({call: 'link', path: at('out')}, restoring('out'), {cwd})
    held.child.kill('SIGINT')
    await new Promise((resolve) => held.child.stderr.once('data', resolve))
    const ended = await held.release()
    const {totals, files} = ended.json<Restored>()
    expect([ended.code, totals]).to.deep.equal([130, {...totals, restored: 1, waiting: 2, failed: 0}])
    expect(named('out')).to.have.length(1)
    expect(files.filter(({state}) => state === 'waiting')).to.have.length(2)
    expect((await restore('out')).totals).to.deep.include({present: 1, restored: 2})
    expect(below('out')).to.deep.equal(below('expected'))
  })

  it(`touches nothing where there is too little room, and stops where there is none left${skippedBecause(missing)}`, async function () {
    if (missing !== undefined) return this.skip()
    const mounts = new Mounts()
    try {
      const disk = mounts.tmpfs('disk', 'size=4m')
      writeFileSync(join(disk, 'other'), Buffer.alloc(2 << 20))
      const refused = await restore(join(disk, 'out'))
      expect([refused.code, refused.error?.code, readdirSync(disk)]).to.deep.equal([2, 'NO_SPACE', ['other']])
      rmSync(join(disk, 'other'))
      // Somebody else fills it meanwhile.
      const point = {call: 'open', nth: 2, path: join(disk, 'out')} as const
      const held = await heldAt(point, restoring(join(disk, 'out')), {cwd})
      const {bavail, bsize} = statfsSync(disk)
      writeFileSync(join(disk, 'other'), Buffer.alloc(bavail * bsize))
      const full = await held.release()
      const {errors, totals} = full.json<Restored>()
      expect([full.code, errors.map(({code}) => code)]).to.deep.equal([1, ['ENOSPC']])
      expect(totals).to.deep.include({restored: 1, failed: 1, waiting: 1})
      expect(filesBelow(disk).filter((file) => file.includes('.part'))).to.deep.equal([])
      rmSync(join(disk, 'other'))
      expect((await restore(join(disk, 'out'))).totals).to.deep.include({present: 1, restored: 2})
    } finally {
      mounts.remove()
    }
  })
})
