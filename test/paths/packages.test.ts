import {expect} from 'chai'
import type {RawPath} from '../../src/paths/bytes.ts'
import {packageOf} from '../../src/paths/packages.ts'

const raw = (text: string) => text as RawPath
const none = () => false

describe('packages and projects', () => {
  for (const [path, found] of [
    ['/t/Photos.photoslibrary/originals/1/x.jpg', '/t/Photos.photoslibrary'],
    ['/t/a/Catalog Previews.LRDATA/x.jpg', '/t/a/Catalog Previews.LRDATA'],
    ['/t/Tool.app/Contents/x.png', '/t/Tool.app'],
    ['/t/web/node_modules/y/logo.png', '/t/web/node_modules'],
    ['/t/web/.git/objects/aa', '/t/web/.git'],
    ['/t/2019/x.jpg', undefined],
    ['/t/x.app', undefined],
    ['/t/node_modules.old/x.jpg', undefined],
    ['/elsewhere/node_modules/x.jpg', undefined],
  ] as const) {
    it(`finds ${found ?? 'nothing'} around ${path}`, () => {
      expect(packageOf(raw(path), raw('/t'), none)).to.equal(found)
    })
  }

  it('names the outermost one', () => {
    expect(packageOf(raw('/t/a.app/b.bundle/x'), raw('/t'), none)).to.equal('/t/a.app')
  })

  it('asks of each directory from the root on whether it is a project, and of none above', () => {
    const asked: string[] = []
    const isProject = (directory: RawPath, name: string) => {
      asked.push(directory)
      return directory === '/t/web' && name === '.git'
    }
    expect(packageOf(raw('/home/t/web/img/x.png'), raw('/home/t/web/img'), isProject)).to.equal(undefined)
    expect(asked).to.deep.equal(['/home/t/web/img'])
    expect(packageOf(raw('/t/web/img/x.png'), raw('/t'), isProject)).to.equal('/t/web')
    expect(packageOf(raw('/t/web/x.png'), raw('/t/web'), isProject)).to.equal('/t/web')
  })

  it('does not let go of a package because the tree is it, or lies in it', () => {
    const library = '/t/Photos.photoslibrary'
    expect(packageOf(raw(`${library}/x.jpg`), raw(library), none)).to.equal(library)
    expect(packageOf(raw(`${library}/originals/x.jpg`), raw(`${library}/originals`), none)).to.equal(library)
  })

  it('takes a camcorder tree for a package, with or without its top, and wherever the root lies', () => {
    const holds = (directory: RawPath, name: string) =>
      ['/t/PRIVATE/AVCHD/BDMV', '/t/AVCHD/bdmv', '/t/2019/BDMV/STREAM'].includes(`${directory}/${name}`)
    const found = (path: string, root = '/t') => packageOf(raw(path), raw(root), holds)
    expect(found('/t/PRIVATE/AVCHD/BDMV/STREAM/00001.MTS')).to.equal('/t/PRIVATE/AVCHD')
    expect(found('/t/PRIVATE/AVCHD/AVCHDTN/thumb.tdt')).to.equal('/t/PRIVATE/AVCHD')
    expect(found('/t/AVCHD/bdmv/index.bdm')).to.equal('/t/AVCHD')
    expect(found('/t/2019/BDMV/STREAM/00001.MTS')).to.equal('/t/2019/BDMV')
    expect(found('/t/PRIVATE/AVCHD/BDMV/STREAM/00001.MTS', '/t/PRIVATE/AVCHD/BDMV/STREAM')).to.equal(
      '/t/PRIVATE/AVCHD',
    )
    expect(found('/t/videos/AVCHD/loose.MTS')).to.equal(undefined)
    expect(found('/t/constructor/x.jpg')).to.equal(undefined)
  })

  it('works from the root of the file system', () => {
    expect(packageOf(raw('/a.app/x'), raw('/'), none)).to.equal('/a.app')
    expect(packageOf(raw('/x'), raw('/'), none)).to.equal(undefined)
  })
})
