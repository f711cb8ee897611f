import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {expect} from 'chai'
import {fromText, join, type RawPath, toBytes} from '../../src/paths/bytes.ts'
import {MasterGuard} from '../../src/paths/guard.ts'
import {ancestorsIdentity, identityOf, realPath, realPathOfNew, sameFile} from '../../src/paths/identity.ts'
import {isPlaceWithin, placeOf} from '../../src/paths/mounts.ts'

describe('master guard', () => {
  let root: RawPath
  const at = (text: string) => join(root, fromText(text))

  beforeEach(async () => {
    root = await realPath(fromText(mkdtempSync(`${tmpdir()}/mediastruct-guard-`)))
    mkdirSync(toBytes(at('master/2019')), {recursive: true})
    mkdirSync(toBytes(at('master-not')))
    writeFileSync(toBytes(at('master/2019/a.jpg')), 'a')
    symlinkSync(toBytes(at('master')), toBytes(at('alias')))
    symlinkSync(toBytes(at('master/2019')), toBytes(at('inner')))
  })
  afterEach(() => rmSync(toBytes(root), {recursive: true, force: true}))

  it('recognises a master by whatever name', async () => {
    const guard = await MasterGuard.create([at('alias')])
    for (const path of [
      'master',
      'master/2019/a.jpg',
      'alias/2019/a.jpg',
      'inner/a.jpg',
      'inner/new/b.jpg',
      'alias/none',
    ]) {
      expect(await guard.protects(at(path)), path).to.equal(at('alias'))
    }
    for (const path of ['a.jpg', 'master-not/a.jpg', 'alias-not']) {
      expect(await guard.protects(at(path)), path).to.equal(undefined)
    }
  })

  it('protects the name of a master that is not there', async () => {
    const guard = await MasterGuard.create([at('unmounted')])
    expect(await guard.protects(at('unmounted/a.jpg'))).to.equal(undefined)
    mkdirSync(toBytes(at('unmounted')))
    guard.forget()
    expect(await guard.protects(at('unmounted/a.jpg'))).to.equal(at('unmounted'))
  })

  it('tells what lies in a target from what only seems to', async () => {
    const guard = await MasterGuard.create([])
    expect(await guard.containedIn(at('master'), at('inner/b.jpg'))).to.equal(true)
    expect(await guard.containedIn(at('master'), at('master/x/y/b.jpg'))).to.equal(true)
    symlinkSync(toBytes(at('master-not')), toBytes(at('master/escape')))
    expect(await guard.containedIn(at('master'), at('master/escape/b.jpg'))).to.equal(false)
  })

  it('knows identities', async () => {
    expect(await sameFile(at('alias'), at('master'))).to.equal(true)
    expect(await realPathOfNew(at('alias/x/y'))).to.equal(at('master/x/y'))
    expect(await ancestorsIdentity(at('inner'))).to.deep.include(await identityOf(at('master')))
  })

  it('sees through bind mounts, of a part of a master too', () => {
    const mount = (root: string, point: string) => ({
      device: '8:1',
      root: root as RawPath,
      point: point as RawPath,
    })
    const mounts = [
      mount('/', '/'),
      mount('/data/master/2019', '/mnt/x'),
      {...mount('/', '/mnt/usb'), device: '8:2'},
    ]
    const master = placeOf('/data/master' as RawPath, mounts)
    const lies = (path: string) => isPlaceWithin(placeOf(path as RawPath, mounts), master)
    expect(lies('/mnt/x/a.jpg')).to.equal(true)
    expect(lies('/data/master/2019/a.jpg')).to.equal(true)
    expect(lies('/data/masterpiece/a.jpg')).to.equal(false)
    expect(lies('/mnt/usb/data/master/a.jpg')).to.equal(false)
  })
})
