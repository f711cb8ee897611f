import {expect} from 'chai'
import {relativeTo, toText} from 'mediastruct'
import {AssetsAround} from '../src/planner/assets-around.ts'
import {Scratch} from './planning.ts'

describe('the asset around a file', () => {
  let scratch: Scratch
  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  async function around(path: string, drop: string, ids: Record<string, string> = {}): Promise<string[]> {
    const assets = new AssetsAround(async (file) => ({
      candidates: [],
      contentId: ids[toText(file).replace(/.*\//, '')],
    }))
    const members = await assets.of(scratch.path(path), scratch.path(drop))
    return members.map((member) => toText(relativeTo(scratch.path(''), member)))
  }

  it('is what a run would see: by names, by ids, and over the parts of a Takeout', async () => {
    const [one, two] = ['takeout-1/Takeout', 'takeout-2/Takeout']
    for (const path of [`${one}/IMG.HEIC`, `${two}/IMG.HEIC.json`, `${two}/other.MOV`, `${one}/x.jpg`]) {
      scratch.write(`drop/${path}`, path)
    }
    const expected = [`drop/${one}/IMG.HEIC`, `drop/${two}/other.MOV`, `drop/${two}/IMG.HEIC.json`]
    const ids = {'IMG.HEIC': 'A', 'other.MOV': 'A'}
    expect(await around(`drop/${one}/IMG.HEIC`, 'drop', ids)).to.deep.equal(expected)
    expect(await around(`drop/${two}/IMG.HEIC.json`, 'drop', ids)).to.deep.equal(expected)
    expect(await around(`drop/${one}/x.jpg`, 'drop', ids)).to.deep.equal([`drop/${one}/x.jpg`])
  })

  it('is the file itself where nothing is known of its directory', async () => {
    expect(await around('nowhere/a.jpg', 'nowhere')).to.deep.equal(['nowhere/a.jpg'])
    expect(await around('elsewhere/a.jpg', 'drop')).to.deep.equal(['elsewhere/a.jpg'])
  })
})
