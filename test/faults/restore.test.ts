/** Killed while it restores, it leaves no half file under a name; the same command ends as if nothing had happened. */
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {filesBelow, picture, plant} from '../e2e/tree.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {type HoldPoint, heldAt, NO_LINKS} from './held.ts'

const FILES = {
  '2019/2019-05-04/IMG_1.CR2': 'a raw picture '.repeat(100_000),
  '2019/2019-05-04/IMG_1.xmp': 'what was made of it',
  '2019/2019-05-05/film.mov': 'film '.repeat(400_000),
}

type Moment = Omit<HoldPoint, 'path'> & {noLinks?: true}

const MOMENTS: Readonly<Record<string, Moment>> = {
  'before anything of a file is written': {call: 'open', nth: 2},
  'when it is written and has no name': {call: 'link', nth: 2},
  'when it has its name and its other one': {call: 'unlink', nth: 2},
  'when an empty file holds its name': {call: 'rename', nth: 2, noLinks: true},
}

describe('a restoring that is killed', function () {
  this.timeout(60_000)

  it('leaves whole files and ends whole, wherever it was', async () => {
    const cwd = scratch()
    const at = (name: string) => join(cwd, name)
    const run = (...args: string[]) => mediastruct([...args, '--catalog', 'catalog.db'], {cwd})
    plant(at('lib'), FILES)
    await run('crawl', 'lib')
    expect((await run('archive', 'lib', '--to', 'arch', '--medium', 'dvd-r')).code).to.equal(0)
    const below = (top: string) =>
      picture(at(top)).map((line) =>
        line.slice(at(top).length).replace(/[\d.]+$/, (mtimeMs) => String(Math.round(Number(mtimeMs)))),
      )
    plant(at('expected'), FILES)
    for (const [number, [moment, {noLinks, ...point}]] of Object.entries(MOMENTS).entries()) {
      const to = `out-${number}`
      const args = ['volumes', 'restore', '2019', '--to', to, '--catalog', 'catalog.db']
      const nodeOptions = noLinks ? NO_LINKS : []
      const held = await heldAt({...point, path: at(to)}, args, {cwd, nodeOptions})
      held.child.kill('SIGKILL')
      await once(held.child, 'close')
      const left = filesBelow(at(to)).map((file) => file.toString().slice(at(to).length + 1))
      const named = left.filter((name) => !name.endsWith('.part'))
      const torn = named.filter((name) => {
        const content = readFileSync(join(at(to), name), 'utf8')
        return content !== FILES[name as keyof typeof FILES] && !(noLinks && content === '')
      })
      expect(torn, moment).to.deep.equal([])
      expect(named.length, moment).to.be.within(1, 2)
      const again = await run('volumes', 'restore', '2019', '--to', to, '--json')
      expect([again.code, again.json<{totals: {failed: number}}>().totals.failed], moment).to.deep.equal([
        0, 0,
      ])
      expect(below(to), moment).to.deep.equal(below('expected'))
    }
  })
})
