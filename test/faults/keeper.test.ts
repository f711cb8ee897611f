/** The copy that should stay is not what the index remembers: then the other one stays, too. */
import {linkSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {scratch} from '../support/scratch.ts'
import {codes, pictureOf, Scene} from './scene.ts'

interface Change {
  readonly name: string
  /** What happens to the keeper after the crawl. */
  readonly change: (keeper: string, source: string) => void
  readonly code: string
}

const CHANGES: readonly Change[] = [
  {
    name: 'was edited, its size and mtime as before',
    change: (keeper) => {
      const {atime, mtime} = statSync(keeper)
      writeFileSync(keeper, 'the BEACH')
      utimesSync(keeper, atime, mtime)
    },
    code: 'changed',
  },
  {name: 'is gone', change: (keeper) => rmSync(keeper), code: 'last-copy'},
  {
    name: 'is another name of the source by now',
    change: (keeper, source) => {
      rmSync(keeper)
      linkSync(source, keeper)
    },
    code: 'last-copy',
  },
  {
    name: 'is a symbolic link to the source by now',
    change: (keeper, source) => {
      rmSync(keeper)
      symlinkSync(source, keeper)
    },
    code: 'ELOOP',
  },
]

describe('a copy that should stay', () => {
  for (const {name, change, code} of CHANGES) {
    it(`and that ${name} justifies nothing`, async () => {
      const near = scratch()
      const scene = new Scene({near, far: near}).plant({'m/a.jpg': 'the beach', 'tree/a.jpg': 'the beach'})
      scene.plant({'m/stays.jpg': 'so that the master is there'})
      await scene.done('crawl NEAR/m NEAR/tree')
      change(join(near, 'm/a.jpg'), join(near, 'tree/a.jpg'))
      const before = pictureOf(near)
      const {left, errors} = await scene.run('sort NEAR/tree --master NEAR/m --to NEAR/duplicates')
      expect(codes([...left, ...errors])).to.deep.equal([code])
      expect(pictureOf(near)).to.deep.equal(before)
    })
  }
})
