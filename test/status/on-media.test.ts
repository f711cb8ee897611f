import {renameSync, symlinkSync} from 'node:fs'
import {expect} from 'chai'
import {Copies} from '../../src/catalog/copies.ts'
import {Volumes} from '../../src/catalog/volumes.ts'
import {join, toBytes} from '../../src/paths/bytes.ts'
import {CopiesInside} from '../../src/status/copies-inside.ts'
import {OnMedia} from '../../src/status/on-media.ts'
import {blake3, newCatalog, raw, row, scratchPath, write} from '../support/indexed.ts'
import {putVolume} from '../support/volumes.ts'

const CHECK = {result: 'ok', files: 1, damaged: []} as const

describe('what lies on enough verified copies', () => {
  it('is what was in the volume, whose media were read back, and nothing beside it', () => {
    const catalog = newCatalog()
    const volume = putVolume(catalog)
    const inside = row('/archive/MS-0001/data/2019/x', {offline: true})
    catalog.put(inside)
    catalog.put(row('/archive/MS-00011/x'))
    const copies = new Copies(catalog.db)
    const onMedia = (wanted: number) => new OnMedia(new Volumes(catalog.db), wanted)
    copies.burned(volume, 'a', {by: 'burn'})
    expect(onMedia(1).isEmpty, 'burned is not verified').to.equal(true)
    copies.checked(volume, 'a', CHECK, {by: 'burn'})
    expect(onMedia(2).isEmpty).to.equal(true)
    const one = onMedia(1)
    expect(one.holds(inside.path)).to.equal(true)
    expect(one.holds(raw('/archive/MS-00011/x'))).to.equal(false)
    for (const path of ['/elsewhere', 'relative/to/nothing', 'x'])
      expect(one.holds(raw(path))).to.equal(false)
    expect(one.holdsContent(inside, blake3('abc'))).to.equal(true)
    expect(one.holdsContent(inside, blake3('another'))).to.equal(false)
    expect(one.holdsContent({...inside, told: true}, blake3('abc')), 'told since').to.equal(false)
  })

  it('is only what a run put there, where the index knows more than there was', () => {
    const catalog = newCatalog()
    const volume = putVolume(catalog)
    const late = row('/archive/MS-0001/data/late')
    catalog.put(row('/archive/MS-0001/data/x'))
    catalog.put(late)
    new Copies(catalog.db).checked(volume, 'a', CHECK, {by: 'verify'})
    expect(new OnMedia(new Volumes(catalog.db), 1).holds(late.path)).to.equal(false)
  })
})

describe('a copy that is a directory or an image file', () => {
  it('would go with what is wiped: there it counts for nothing', async () => {
    const catalog = newCatalog()
    const volume = putVolume(catalog)
    const root = scratchPath()
    const inVolume = raw('/archive/MS-0001/data/2019/x')
    const copies = new Copies(catalog.db)
    const verify = (copy: string, read: {directory?: string; file?: string} = {}) => {
      const [[kind, place] = []] = Object.entries(read)
      const where = kind === undefined || place === undefined ? {} : {[kind]: join(root, raw(place))}
      copies.checked(volume, copy, {...CHECK, ...where}, {by: 'verify'})
    }
    /** How many copies are left where a directory is wiped. */
    const left = async (wiped: string, file = inVolume) => {
      const inside = new CopiesInside(catalog, join(root, raw(wiped)))
      for (let wanted = 1; ; wanted++) if (!(await inside.leaves(file, wanted))) return wanted - 1
    }
    write(root, 'disk/MS-0001/data/2019/x', 'abc')
    write(root, 'others/2019/x', 'abc')
    write(root, 'card/x', 'abc')
    verify('a', {directory: 'disk/MS-0001'})
    verify('b', {directory: 'others'})
    verify('c')
    expect(await left('card')).to.equal(3)
    for (const wiped of ['disk', 'disk/MS-0001', 'disk/MS-0001/data/2019', 'others'])
      expect(await left(wiped), wiped).to.equal(2)
    expect(await left('')).to.equal(1)
    expect(await left('disk', raw('/archive/MS-0001/data/2019/y')), 'it is not there').to.equal(3)
    symlinkSync(toBytes(join(root, raw('disk'))), toBytes(join(root, raw('link'))))
    expect(await left('link')).to.equal(2)
    renameSync(toBytes(join(root, raw('disk'))), toBytes(join(root, raw('unplugged'))))
    expect(await left('')).to.equal(2)
    expect(await left('card', raw('/elsewhere'))).to.equal(0)
    write(root, 'card/MS-0001.iso', 'an image')
    verify('c', {file: 'card/MS-0001.iso'})
    expect(await left('card'), 'an image file').to.equal(2)
  })
})
