import {expect} from 'chai'
import fc from 'fast-check'
import type {CatalogFile, Left, Move} from 'mediastruct'
import type {Candidate, Refused} from '../src/candidates.ts'
import {Places} from '../src/place.ts'
import {planSort, type SortOptions} from '../src/plan.ts'
import {blake3, newCatalog, raw, row, Trees} from './support.ts'

/** Files of the index: path and content. */
type Files = Record<string, string>

function world(files: Files, more: Partial<CatalogFile> = {}): SortOptions {
  const trees = new Trees()
  trees.add(raw('/m'), 'master')
  for (const path of ['/a', '/b']) trees.add(raw(path), 'tree')
  const catalog = newCatalog()
  for (const [path, content] of Object.entries(files)) {
    catalog.put(row(path, {size: content.length, hash: blake3(content), ...more}))
  }
  const places = new Places(raw('/dup'), trees)
  const roots = [raw('/a'), raw('/b')]
  return {catalog, trees, roots, outside: [raw('/dup')], across: false, places, mediaOnly: false}
}

/** Plans that these files may leave, each for the sake of its keeper. */
async function planned(options: SortOptions, leaving: Record<string, string>) {
  const moves: Move[] = []
  const lefts: Left[] = []
  const candidates = Object.entries(leaving).map(([path, keeper]): Candidate | Refused => {
    const [file, kept] = [options.catalog.get(raw(path)), options.catalog.get(raw(keeper))]
    if (!file || !kept) throw new Error(`${path} or ${keeper} is not in the index`)
    return {file, keeper: kept, reason: 'another copy is kept'}
  })
  const sink = {
    move: (move: Move) => void moves.push(move),
    left: (left: Left) => void lefts.push(left),
    failure: () => undefined,
    notice: () => undefined,
  }
  await planSort(candidates, options, sink)
  return {moves, lefts, told: lefts.map(({path, code, reason}) => `${path} ${code}: ${reason}`)}
}

describe('what sort plans', () => {
  it('is the whole asset, as one, where each of its files may leave', async () => {
    const files = {
      '/m/x.jpg': 'jpg',
      '/m/x.CR2': 'raw',
      '/m/x.xmp': 'xmp',
      '/a/IMG.jpg': 'jpg',
      '/a/IMG.CR2': 'raw',
      '/a/IMG.xmp': 'xmp',
    }
    const {moves, lefts} = await planned(world(files), {
      '/a/IMG.jpg': '/m/x.jpg',
      '/a/IMG.CR2': '/m/x.CR2',
      '/a/IMG.xmp': '/m/x.xmp',
    })
    expect(lefts).to.deep.equal([])
    expect(moves.map(({to}) => to)).to.deep.equal(['/dup/a/IMG.CR2', '/dup/a/IMG.jpg', '/dup/a/IMG.xmp'])
    expect(moves.map(({asset}) => asset)).to.deep.equal(Array(3).fill('/a/IMG.CR2'))
    expect(moves.map(({keeper}) => keeper)).to.deep.equal(['/m/x.CR2', '/m/x.jpg', '/m/x.xmp'])
  })

  it('leaves all of an asset of which a member has no other copy, and names it', async () => {
    const files = {
      '/m/x.jpg': 'jpg',
      '/a/IMG.jpg': 'jpg',
      '/a/IMG.xmp': 'only here',
      '/a/IMG.aae': 'aae',
      '/b/y.aae': 'aae',
    }
    const {moves, told} = await planned(world(files), {'/a/IMG.jpg': '/m/x.jpg', '/a/IMG.aae': '/b/y.aae'})
    expect(moves).to.deep.equal([])
    expect(told).to.deep.equal([
      '/a/IMG.jpg last-copy: it belongs to /a/IMG.xmp, which has no other copy',
      '/a/IMG.aae last-copy: it belongs to /a/IMG.xmp, which has no other copy',
    ])
  })

  it('leaves all of an asset of which a member stays for another reason', async () => {
    const files = {'/a/IMG.jpg': 'jpg', '/b/x.jpg': 'jpg', '/a/IMG.xmp': 'xmp', '/b/y.xmp': 'xmp'}
    const {told} = await planned(world(files), {'/a/IMG.xmp': '/b/y.xmp'})
    expect(told).to.deep.equal(['/a/IMG.xmp held: it belongs to /a/IMG.jpg, which stays'])
  })

  for (const [what, more] of [
    ['was never read', {hash: undefined, algorithm: undefined}],
    ['is empty', {size: 0}],
  ] as const) {
    it(`takes a member that ${what} for one without another copy`, async () => {
      const options = world({'/m/x.jpg': 'jpg', '/a/IMG.jpg': 'jpg'})
      for (const path of ['/a/IMG.thm', '/b/IMG.thm']) options.catalog.put(row(path, more))
      const {moves, told} = await planned(options, {'/a/IMG.jpg': '/m/x.jpg'})
      expect(moves).to.deep.equal([])
      expect(told[0]).to.match(/IMG\.thm, which has no other copy$/)
    })
  }

  it('sees no companion in a file that is on a medium elsewhere', async () => {
    const options = world({'/m/x.jpg': 'jpg', '/a/IMG.jpg': 'jpg'})
    options.catalog.put(row('/a/IMG.xmp', {offline: true}))
    const {moves} = await planned(options, {'/a/IMG.jpg': '/m/x.jpg'})
    expect(moves.map(({from, asset}) => [from, asset])).to.deep.equal([['/a/IMG.jpg', undefined]])
  })

  it('with media alone takes what belongs to a picture, and nothing else', async () => {
    const files = {
      '/m/a': 'a',
      '/m/b': 'b',
      '/m/c': 'c',
      '/a/IMG.jpg': 'a',
      '/a/IMG.jpg.json': 'b',
      '/a/notes.json': 'c',
    }
    const leaving = {'/a/IMG.jpg': '/m/a', '/a/IMG.jpg.json': '/m/b', '/a/notes.json': '/m/c'}
    const {moves, lefts} = await planned({...world(files), mediaOnly: true}, leaving)
    expect(moves.map(({from}) => from)).to.deep.equal(['/a/IMG.jpg', '/a/IMG.jpg.json'])
    expect(lefts).to.deep.equal([])
  })

  it('keeps names that are not UTF-8 together', async () => {
    const files = {'/m/x': 'a', '/m/y': 'b', '/a/\xff.jpg': 'a', '/a/\xff.xmp': 'b'}
    const options = world({'/m/x': 'a', '/m/y': 'b'})
    const names = ['/a/\xff.jpg', '/a/\xff.xmp'] as const
    for (const path of names) options.catalog.put(row(path, {size: 1, hash: blake3(files[path])}))
    const moves: Move[] = []
    const found = names.flatMap((path, index) => {
      const [file, keeper] = [
        options.catalog.get(path as never),
        options.catalog.get(raw(['/m/x', '/m/y'][index] ?? '')),
      ]
      return file && keeper ? [{file, keeper, reason: ''}] : []
    })
    const nothing = () => undefined
    await planSort(found, options, {
      move: (move) => void moves.push(move),
      left: nothing,
      failure: nothing,
      notice: nothing,
    })
    expect(moves.map(({to}) => to)).to.deep.equal(['/dup/a/\xff.jpg', '/dup/a/\xff.xmp'])
  })

  it('never parts an asset, and never moves what may not leave', async () => {
    const ends = ['.CR2', '.jpg', '.xmp', '.jpg.json', '_edited.jpg']
    const paths = ['/a/x', '/a/y', '/b/x'].flatMap((stem) => ends.map((end) => stem + end))
    await fc.assert(
      fc.asyncProperty(fc.subarray(paths), fc.infiniteStream(fc.boolean()), async (there, flips) => {
        const options = world(Object.fromEntries([['/m/k', 'same'], ...there.map((path) => [path, 'same'])]))
        const mayLeave = there.filter(() => flips.next().value === true)
        const {moves, lefts} = await planned(
          options,
          Object.fromEntries(mayLeave.map((path) => [path, '/m/k'])),
        )
        const moved: string[] = moves.map(({from}) => from)
        expect([...moved, ...lefts.map(({path}) => path)].sort()).to.deep.equal(mayLeave.toSorted())
        for (const stem of ['/a/x', '/a/y', '/b/x']) {
          const pictures = there.filter(
            (path) => path.startsWith(stem) && /(?:CR2|x\.jpg|y\.jpg)$/.test(path),
          )
          const gone = pictures.filter((path) => moved.includes(path))
          expect([0, pictures.length]).to.include(gone.length)
        }
      }),
      {numRuns: 40},
    )
  })
})
