import {expect} from 'chai'
import fc from 'fast-check'
import {isMedia} from '../src/media.ts'
import {Places} from '../src/place.ts'
import {type RawPath, raw, Trees} from './support.ts'

function treesOf(...paths: string[]): Trees {
  const trees = new Trees()
  for (const path of paths) trees.add(raw(path), 'tree')
  return trees
}

describe('where a duplicate goes', () => {
  it('is below the name of its tree; trees of one name get two', () => {
    const places = new Places(raw('/dup'), treesOf('/mnt/a/photos', '/mnt/b/photos', '/mnt/photos-2', '/'))
    expect(places.of(raw('/mnt/a/photos/2019/x'))).to.equal('/dup/photos/2019/x')
    expect(places.of(raw('/mnt/b/photos/x'))).to.equal('/dup/photos-2/x')
    expect(places.of(raw('/mnt/photos-2/x'))).to.equal('/dup/photos-2-2/x')
    expect(places.of(raw('/etc/x'))).to.equal('/dup/root/etc/x')
  })

  it('never lies outside the target, and is another one for each file', () => {
    const name = fc.stringMatching(/^[^/\0]{1,8}$/).filter((text) => text !== '.' && text !== '..')
    const path = fc.array(name, {minLength: 1, maxLength: 4}).map((names) => `/${names.join('/')}`)
    fc.assert(
      fc.property(
        fc.uniqueArray(path, {maxLength: 5}),
        fc.uniqueArray(path, {maxLength: 8}),
        (roots, below) => {
          const places = new Places(raw('/target'), treesOf(...roots))
          const files = [
            ...new Set([...below, ...roots.flatMap((root) => below.map((one) => root + one))]),
          ].map(raw)
          const targets = files.map((file) => places.of(file))
          for (const target of targets) {
            expect(target.startsWith('/target/')).to.equal(true)
            expect(target.split('/')).to.not.include('..')
          }
          expect(new Set(targets).size).to.equal(files.length)
        },
      ),
    )
  })
})

describe('media', () => {
  it('are known by their extension, whatever its case', () => {
    const names = [
      '/a/x.JPG',
      '/a/x.jpeg',
      '/a/x.mov',
      '/a/x.xmp',
      '/a/x.txt',
      '/a/jpg',
      '/a/.jpg',
      '/a.jpg/x',
    ]
    expect(names.map((name) => isMedia(name as RawPath))).to.deep.equal([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })
})
