import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {fromText} from 'mediastruct'
import {idsAfter, namesOnDisk, parseLabel} from '../src/ids.ts'
import {parseReserve} from '../src/reserve.ts'
import {type ArchiveUnit, collectUnits} from '../src/units.ts'
import {type PlanVolumesOptions, planVolumes, type VolumeRecord, volumeFields} from '../src/volume.ts'
import {row, SECTOR_BYTES, TARGET} from './fixtures.ts'
import {Scratch} from './scratch.ts'

const MEGABYTE = 1_000_000

/** Days of one file each. */
function unitsOf(...megabytes: number[]): ArchiveUnit[] {
  const files = megabytes.map((size, index) =>
    row(`/photos/2019/2019-05-${String(index + 1).padStart(2, '0')}/a.jpg`, {size: size * MEGABYTE}),
  )
  return collectUnits(files, {base: fromText('/photos'), target: TARGET}).units
}

function planOf(units: readonly ArchiveUnit[], more: Partial<PlanVolumesOptions> = {}) {
  return planVolumes({
    units,
    target: TARGET,
    archive: fromText('/archive'),
    label: 'MS',
    reserveBytes: 0,
    order: {kind: 'strict'},
    existing: [],
    ...more,
  })
}

describe('volumes', () => {
  it('are planned with their moves', () => {
    const {volumes, moves, lowerBound} = planOf(unitsOf(4, 5, 6))
    expect(volumes.map(volumeFields)).to.deep.equal([
      {
        id: 'MS-0001',
        path: '/archive/MS-0001',
        state: 'unburned',
        medium: 'test-disc',
        capacityBytes: 10_240_000,
        usedBytes: volumes[0]?.usedBytes,
        payloadBytes: 9 * MEGABYTE,
        files: 2,
        folders: ['2019/2019-05-01', '2019/2019-05-02'],
      },
      {
        id: 'MS-0002',
        path: '/archive/MS-0002',
        state: 'unburned',
        medium: 'test-disc',
        capacityBytes: 10_240_000,
        usedBytes: volumes[1]?.usedBytes,
        payloadBytes: 6 * MEGABYTE,
        files: 1,
        folders: ['2019/2019-05-03'],
      },
    ])
    for (const {usedBytes, payloadBytes, capacityBytes} of volumes) {
      expect(usedBytes).to.be.above(payloadBytes).and.at.most(capacityBytes)
      expect(usedBytes % SECTOR_BYTES).to.equal(0)
    }
    expect([...moves].map(({from, to, details}) => [from, to, details?.volume])).to.deep.equal([
      ['/photos/2019/2019-05-01/a.jpg', '/archive/MS-0001/data/2019/2019-05-01/a.jpg', 'MS-0001'],
      ['/photos/2019/2019-05-02/a.jpg', '/archive/MS-0001/data/2019/2019-05-02/a.jpg', 'MS-0001'],
      ['/photos/2019/2019-05-03/a.jpg', '/archive/MS-0002/data/2019/2019-05-03/a.jpg', 'MS-0002'],
    ])
    expect([...moves]).to.have.length(3)
    expect(lowerBound).to.equal(2)
  })

  it('are filled by the next run while they are unburned and of the same medium', () => {
    const [first] = planOf(unitsOf(4)).volumes
    const [unit] = unitsOf(1)
    const later = unit && {...unit, folder: fromText('2020/2020-01-01')}
    if (!first || !later) throw new Error('a unit of one file makes a volume')
    const [filled] = planOf([later], {existing: [first]}).volumes
    expect(filled).to.deep.include({
      id: 'MS-0001',
      payloadBytes: 5 * MEGABYTE,
      files: 2,
      folders: ['2019/2019-05-01', '2020/2020-01-01'],
    })
    expect(filled?.usedBytes).to.be.within(
      first.usedBytes + MEGABYTE,
      first.usedBytes + MEGABYTE + 20 * SECTOR_BYTES,
    )
    for (const other of [{state: 'imaged'}, {medium: 'dvd-r'}] as const) {
      expect(planOf([later], {existing: [{...first, ...other}]}).volumes.map(({id}) => id)).to.deep.equal([
        'MS-0002',
      ])
    }
  })

  it('are numbered after the highest that is known or lies there', () => {
    const known = (id: string) =>
      ({...(planOf(unitsOf(1)).volumes[0] as VolumeRecord), id, state: 'burned'}) as const
    const existing = [known('MS-0002'), known('MS-0009'), known('TAPE-0100')]
    const idsOf = (more: Partial<PlanVolumesOptions>) =>
      planOf(unitsOf(1), {existing, ...more}).volumes.map(({id}) => id)
    expect(idsOf({})).to.deep.equal(['MS-0010'])
    expect(idsOf({takenIds: ['ms-0041', 'index.json', 'MS-x']})).to.deep.equal(['MS-0042'])
    expect(idsOf({label: 'TAPE'})).to.deep.equal(['TAPE-0101'])
    expect(idsAfter('MS', ['MS-9999']).next().value).to.equal('MS-10000')
  })

  it('leave free what is reserved, and what the archive index needs', () => {
    expect(planOf(unitsOf(4, 5)).volumes).to.have.length(1)
    expect(planOf(unitsOf(4, 5), {reserveBytes: 2 * MEGABYTE}).volumes).to.have.length(2)
    expect(planOf(unitsOf(4, 5), {catalogBytes: 2 * MEGABYTE}).volumes).to.have.length(2)
  })

  it('do not take what is larger than they are', () => {
    const {volumes, moves, unpackable} = planOf(unitsOf(4, 11))
    expect(volumes).to.have.length(1)
    expect([...moves]).to.have.length(1)
    expect(unpackable.flatMap(({files}) => files.map(({from}) => from))).to.deep.equal([
      '/photos/2019/2019-05-02/a.jpg',
    ])
  })

  it('do not take what their file systems cannot hold, nor what belongs to it', () => {
    const target = {...TARGET, limits: {nameBytes: 254, fileBytes: 4 * MEGABYTE}}
    const files = ['a.mov', 'a.xmp', 'b.mov'].map((name) =>
      row(`/photos/2019/2019-05-01/${name}`, {size: name === 'a.mov' ? 5 * MEGABYTE : 1000}),
    )
    const {units} = collectUnits(files, {base: fromText('/photos'), target})
    const {moves, unpackable} = planOf(units, {target})
    expect([...moves].map(({from}) => from)).to.deep.equal([files[2]?.path])
    expect(unpackable.map(({files}) => files.map(({from}) => from))).to.deep.equal([
      [files[0]?.path, files[1]?.path],
    ])
  })

  it('say which part of a folder they hold', () => {
    const files = ['a', 'b'].map((name) => row(`/photos/2019/2019-05-01/${name}.jpg`, {size: 8 * MEGABYTE}))
    const {units} = collectUnits(files, {base: fromText('/photos'), target: TARGET})
    expect([...planOf(units).moves].map(({reason}) => reason)).to.deep.equal([
      'part 1 of 2 of 2019/2019-05-01 goes into MS-0001',
      'part 2 of 2 of 2019/2019-05-01 goes into MS-0002',
    ])
  })

  it('keep one folder of two sources together', () => {
    const phone = collectUnits([row('/phone/2019/2019-05-01/b.jpg')], {
      base: fromText('/phone'),
      target: TARGET,
    })
    const {volumes, moves} = planOf([...unitsOf(1), ...phone.units])
    expect(volumes.map(({files, folders}) => [files, folders])).to.deep.equal([[2, ['2019/2019-05-01']]])
    expect([...moves].map(({from}) => from)).to.include('/phone/2019/2019-05-01/b.jpg')
  })

  it('have labels that are safe in any name', () => {
    expect(parseLabel('MS')).to.equal('MS')
    for (const label of ['', '../x', 'a/b', '-rf', 'x'.repeat(17)])
      expect(() => parseLabel(label)).to.throw(/label/)
  })

  it('have a reserve in bytes or percent', () => {
    expect(parseReserve('5%', 1001)).to.equal(51)
    expect(parseReserve('1kB', 1001)).to.equal(1000)
    for (const text of ['100%', '1001']) expect(() => parseReserve(text, 1001)).to.throw(/leaves nothing/)
  })

  it('are looked for on disk', async () => {
    const scratch = new Scratch()
    try {
      mkdirSync(join(scratch.path, 'MS-0007'))
      expect(await namesOnDisk(scratch.raw)).to.deep.equal(['MS-0007'])
      expect(await namesOnDisk(fromText(join(scratch.path, 'none')))).to.deep.equal([])
    } finally {
      scratch.remove()
    }
  })
})
