import {expect} from 'chai'
import plugin from '../src/plugin.ts'
import {TARGETS} from '../src/targets.ts'

const SECTOR = 2048

/** What `genisoimage -udf -R` takes at most beyond the files' data: the formula that the model bounds. */
function genisoimageSectors(directories: readonly (readonly number[])[]): number {
  const files = directories.reduce((sum, names) => sum + names.length, 0)
  const iso = 190 + 2 * directories.length + 0.25 * files
  const udf = directories.reduce(
    (sum, names) =>
      sum +
      1 +
      Math.ceil((40 + names.reduce((bytes, name) => bytes + 4 * Math.ceil((38 + name) / 4), 0)) / SECTOR),
    241 + files,
  )
  return iso + udf
}

describe('volume targets of optical media', () => {
  const byName = new Map(TARGETS.map((target) => [target.name, target]))

  it('names every medium of the manual', () => {
    expect([...byName.keys()]).to.have.members([
      'bd-r-25',
      'bd-r-50',
      'bd-r-100',
      'bd-r-128',
      'm-disc-25',
      'm-disc-50',
      'm-disc-100',
      'm-disc-dvd',
      'dvd-r',
      'dvd+r',
      'dvd-r-dl',
      'dvd+r-dl',
    ])
  })

  it('gives the smaller, formatted capacity', () => {
    expect(byName.get('bd-r-25')?.capacityBytes).to.equal(24_220_008_448)
    expect(byName.get('bd-r-50')?.capacityBytes).to.equal(48_440_016_896)
    expect(byName.get('bd-r-100')?.capacityBytes).to.equal(96_882_130_944)
    expect(byName.get('bd-r-128')?.capacityBytes).to.equal(123_706_802_176)
    expect(byName.get('dvd-r')?.capacityBytes).to.equal(4_707_319_808)
    expect(byName.get('dvd+r')?.capacityBytes).to.equal(4_700_372_992)
    expect(byName.get('dvd-r-dl')?.capacityBytes).to.equal(8_543_666_176)
    expect(byName.get('dvd+r-dl')?.capacityBytes).to.equal(8_547_991_552)
  })

  it('has M-DISC fit where the ordinary disc does', () => {
    for (const [mDisc, disc] of [
      ['m-disc-25', 'bd-r-25'],
      ['m-disc-50', 'bd-r-50'],
      ['m-disc-100', 'bd-r-100'],
      ['m-disc-dvd', 'dvd+r'],
    ] as const) {
      expect(byName.get(mDisc)?.capacityBytes).to.equal(byName.get(disc)?.capacityBytes)
    }
  })

  it('bounds what genisoimage adds, with 512 sectors to spare, for few and many, short and long names', () => {
    const trees = [
      [[]],
      [[12]],
      [Array(2000).fill(256)],
      Array(500).fill([256]),
      [Array(50_000).fill(20), [], [7, 255]],
    ]
    for (const target of TARGETS) {
      const {fixedSectors, sectorsPerFile, sectorsPerDirectory} = target.overhead
      for (const directories of trees) {
        const files = directories.flat().length
        const bound = fixedSectors + sectorsPerFile * files + sectorsPerDirectory * directories.length
        expect(bound).to.be.at.least(genisoimageSectors(directories) + 512)
      }
    }
  })

  it('offers each target to the host once', async () => {
    const {name, apiVersion, setup} = await plugin()
    const offered: string[] = []
    const api: unknown = {volumeTarget: (target: {name: string}) => offered.push(target.name)}
    await setup(api as Parameters<typeof setup>[0], {})
    expect({name, apiVersion}).to.deep.equal({name: '@mediastruct/plugin-bluray', apiVersion: 1})
    expect(offered).to.deep.equal([...byName.keys()])
  })
})
