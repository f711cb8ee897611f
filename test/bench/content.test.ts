/** What the files of the bench hold, and how they come onto the disk. */
import {createHash} from 'node:crypto'
import {existsSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {jpeg} from '../../bench/jpeg.ts'
import {PlantedTrees} from '../../bench/planted.ts'
import {bytesFrom} from '../../bench/random.ts'
import {TREES} from '../../bench/trees.ts'
import {ask, fileOf} from '../../plugins/ingester/test/files.ts'
import {scratch} from '../support/scratch.ts'

const MIB = 1 << 20
const bytes = (seed: number, size: number) => Buffer.concat([...bytesFrom(seed, size)])
const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex').slice(0, 12)

describe('bench: contents', () => {
  for (const size of [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB]) {
    it(`has ${size} bytes where that was asked for`, () => expect(bytes(1, size).length).to.equal(size))
  }

  it('is the same from the same seed, and another from another', () => {
    expect(digest(bytes(7, 5000))).to.equal('7a18f802bb5c')
    expect(bytes(7, 5000).equals(bytes(8, 5000))).to.equal(false)
  })

  it('goes on where a piece ends', () => {
    expect(
      bytes(3, 2 * MIB)
        .subarray(MIB)
        .equals(bytes(3, MIB)),
    ).to.equal(false)
  })
})

describe('bench: a JPEG', () => {
  const picture = (seed: number) => Buffer.concat([...jpeg(204_800, seed, '2024-05-04T10:20:30')])

  it('has the date that a camera would note', async () => {
    const answer = await ask('exif', fileOf({name: 'a.jpg', bytes: picture(1)}))
    expect(answer).to.deep.equal({local: '2024-05-04T10:20:30', confidence: 'high'})
  })

  it('is all picture between its header and its end, and no two are equal', () => {
    const [one, other] = [picture(1), picture(2)]
    const scan = one.lastIndexOf(Buffer.from([0xff, 0xda]))
    expect(scan).to.be.below(500)
    expect(one.length - scan).to.be.within(204_800, 204_900)
    expect(one.indexOf(0xff, scan + 2), 'no marker before the end').to.equal(one.length - 2)
    expect(one.subarray(-2).toString('hex')).to.equal('ffd9')
    expect(one.equals(other)).to.equal(false)
  })
})

describe('bench: a planted tree', () => {
  it('is on the disk as planned, once, and gone when nobody needs it', async () => {
    const trees = new PlantedTrees(scratch(), 0.001)
    const planted = await trees.get('small')
    const plan = [...TREES.small.files(0.001)]
    expect(planted.files).to.equal(plan.length)
    expect(planted.bytes).to.equal(plan.reduce((sum, {size}) => sum + size, 0))
    for (const {path, size} of plan) expect(statSync(join(planted.path, path)).size).to.equal(size)
    const [first] = plan
    expect(readFileSync(join(planted.path, first?.path ?? '')).equals(bytes(0, first?.size ?? 0))).to.equal(
      true,
    )
    expect(await trees.get('small')).to.equal(planted)
    trees.keepOnly(new Set(['small']))
    expect(existsSync(planted.path)).to.equal(true)
    trees.keepOnly(new Set())
    expect(existsSync(planted.path)).to.equal(false)
  })
})
