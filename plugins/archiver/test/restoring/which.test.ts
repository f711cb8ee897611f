import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {fromText} from 'mediastruct'
import {sha256Of} from '../../src/bag/checksums.ts'
import {BAG_FILE} from '../../src/bag/model.ts'
import {openSource} from '../../src/imaging/sources.ts'
import {identified} from '../../src/restoring/which.ts'
import {World} from './shelf.ts'

describe('which volume a copy is of', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })
  afterEach(() => world.close())

  const told = async (tags: Readonly<Record<string, string>>) => {
    const disc = join(world.scratch.path, 'disc')
    mkdirSync(disc, {recursive: true})
    for (const [name, text] of Object.entries(tags)) writeFileSync(join(disc, name), text)
    const {volumes, isNamed} = await identified(await openSource(fromText(disc)), world.volumes.all())
    return [isNamed, ...volumes.map(({archive, id}) => `${id} of ${archive.split('/').pop()}`)]
  }

  it('is told by its own index; what says nothing may be any of them', async () => {
    const here = world.scratch.path.split('/').pop()
    world.volume('MS-0001')
    world.volume('MS-0002')
    const all = [false, `MS-0001 of ${here}`, `MS-0002 of ${here}`]
    expect(await told({})).to.deep.equal(all)
    expect(await told({[BAG_FILE.index]: 'no index'})).to.deep.equal(all)
    expect(await told({[BAG_FILE.index]: '{"id": "XX-0009"}'})).to.deep.equal(all)
    expect(await told({[BAG_FILE.index]: '{"id": "MS-0002"}'})).to.deep.equal([true, `MS-0002 of ${here}`])
  })

  it('is not told by the label of a disc of others, which several of them may have', async () => {
    const volumes = [world.volume('BACKUP'), world.volume('BACKUP2')]
    const labelled = async (...names: string[]) => {
      const file = async (name: string) =>
        names.includes(name) ? {size: 0, mtimeNs: 0n, read: async function* () {}} : undefined
      const source = {
        path: fromText('/x.iso'),
        isDirectory: false,
        label: 'BACKUP',
        file,
        close: async () => {},
      }
      return (await identified(source, volumes)).volumes
    }
    expect(await labelled()).to.deep.equal(volumes)
    expect(await labelled(BAG_FILE.index), 'unreadable').to.deep.equal(volumes.slice(0, 1))
  })

  it('is told by its manifest where several archives have one of that name', async () => {
    const [first, second] = [fromText('/first'), fromText('/second')]
    const volume = world.volume('MS-0001')
    world.volumes.remove(volume)
    world.volumes.put({...volume, archive: first, path: fromText('/first/MS-0001')})
    const own = {[BAG_FILE.manifest]: sha256Of(Buffer.from('manifest'))}
    world.volumes.put({...volume, archive: second, path: fromText('/second/MS-0001'), own})
    const index = {[BAG_FILE.index]: '{"id": "MS-0001"}'}
    expect(await told({...index, [BAG_FILE.manifest]: 'manifest'})).to.deep.equal([true, 'MS-0001 of second'])
    expect(await told({...index, [BAG_FILE.manifest]: 'another'})).to.deep.equal([
      true,
      'MS-0001 of first',
      'MS-0001 of second',
    ])
  })
})
