import {renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {fromText} from 'mediastruct'
import {readFromLine, readFromOf} from '../../src/copies/read-from.ts'
import {placeOf} from '../../src/verifying/once.ts'
import {World} from '../restoring/shelf.ts'

describe('what verified copies were read from', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })
  afterEach(() => world.close())

  it('is told, and whether it lies on the disk of the archive still', async () => {
    const volume = world.volume('MS-1')
    const {catalog, copies} = world
    const image = join(world.scratch.path, 'p1.iso')
    writeFileSync(image, 'image')
    const place = await placeOf({db: catalog.db, volume, copy: 'a', from: fromText(image), isDrive: false})
    const good = {result: 'ok', files: 1, damaged: []} as const
    copies.checked(volume, 'a', {...good, ...place}, {by: 'verify'})
    copies.checked(volume, 'b', good, {by: 'verify', where: 'shelf 3'})
    copies.checked(volume, 'c', {...good, directory: world.scratch.raw}, {by: 'verify'})
    copies.burned(volume, 'd', {by: 'mark'})
    const read = await readFromOf(catalog, volume)
    expect(read.map((each) => readFromLine(volume, each))).to.deep.equal([
      `  MS-1/a  read from the file ${image}`,
      '  MS-1/b  read from a drive, kept: shelf 3',
      `  MS-1/c  read from the directory ${world.scratch.path}`,
    ])
    const onArchiveDisk = async () => (await readFromOf(catalog, volume)).map((each) => each.onArchiveDisk)
    expect(await onArchiveDisk(), 'nothing tells what is mounted in a directory').to.deep.equal([
      true,
      false,
      false,
    ])
    renameSync(image, `${image}.old`)
    writeFileSync(image, 'another')
    expect(await onArchiveDisk()).to.deep.equal([false, false, false])
  })
})
