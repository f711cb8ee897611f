import {expect} from 'chai'
import type {Decider} from 'mediastruct'
import {type CandidateOptions, indexCandidates, listCandidates} from '../src/candidates.ts'
import {collect, newCatalog, type RawPath, raw, row, Trees} from './support.ts'

function world(...paths: string[]): CandidateOptions {
  const trees = new Trees()
  trees.add(raw('/master'), 'master')
  for (const path of ['/a', '/b']) trees.add(raw(path), 'tree')
  const catalog = newCatalog()
  for (const path of paths) catalog.put(row(path))
  return {catalog, trees, roots: [raw('/a'), raw('/b')], outside: [raw('/dup')], across: false}
}

const listed = (options: CandidateOptions, list: Record<string, boolean>) =>
  [...listCandidates(options, new Map(Object.entries(list) as [RawPath, boolean][]))].map((found) =>
    'code' in found ? `${found.path} ${found.code}` : `${found.file.path} > ${found.keeper.path}`,
  )

/** Keeps the files named so, of any group. */
const keeping =
  (...names: string[]): Decider =>
  async (group) => ({
    ...group,
    files: group.files.map((file) => ({
      file,
      tree: file.path,
      master: false,
      keep: names.includes(file.path),
      reason: 'test',
    })),
  })

async function indexed(options: CandidateOptions, ...kept: string[]): Promise<string[]> {
  const found = await collect(indexCandidates(options, keeping(...kept)))
  return found.map(({file, keeper}) => `${file.path} > ${keeper.path}`)
}

describe('what a list lets go', () => {
  it('is what it does not keep, while it keeps another one of the same content', () => {
    const options = world('/a/1', '/a/2', '/b/3')
    expect(listed(options, {'/a/1': true, '/a/2': false, '/b/3': false})).to.deep.equal([
      '/a/2 > /a/1',
      '/b/3 > /a/1',
    ])
  })

  it('is never the last copy, also where it lets all of them go', () => {
    expect(listed(world('/a/1', '/b/2'), {'/a/1': false, '/b/2': false})).to.deep.equal([
      '/a/1 last-copy',
      '/b/2 last-copy',
    ])
    expect(listed(world('/a/1'), {'/a/1': false})).to.deep.equal(['/a/1 last-copy'])
  })

  it('is nothing in a master, outside the roots, or unknown to the index', () => {
    const options = world('/master/1', '/a/2', '/elsewhere/3')
    expect(listed(options, {'/master/1': false, '/elsewhere/3': false, '/a/none': false})).to.deep.equal([
      '/master/1 excluded',
      '/elsewhere/3 excluded',
      '/a/none changed',
    ])
  })

  it('is justified by no offline file, no other name of its inode, no empty file, and nothing among the duplicates', () => {
    const options = world('/dup/a/1')
    const {catalog} = options
    catalog.put(row('/a/1', {inode: 5n}))
    catalog.put(row('/a/link', {inode: 5n}))
    catalog.put(row('/b/offline', {offline: true}))
    for (const path of ['/a/empty', '/b/empty']) catalog.put(row(path, {size: 0}))
    expect(listed(options, {'/a/1': false, '/a/empty': false})).to.deep.equal([
      '/a/1 last-copy',
      '/a/empty last-copy',
    ])
  })

  it('prefers the keeper that it keeps itself, then a master', () => {
    expect(listed(world('/a/1', '/b/2', '/master/3'), {'/a/1': false})).to.deep.equal(['/a/1 > /master/3'])
    expect(listed(world('/a/1', '/b/2', '/master/3'), {'/a/1': false, '/b/2': true})).to.deep.equal([
      '/a/1 > /b/2',
    ])
  })

  it('with across needs a keeper in another tree', () => {
    const options = {...world('/a/1', '/a/2'), across: true}
    expect(listed(options, {'/a/1': true, '/a/2': false})).to.deep.equal(['/a/2 last-copy'])
  })
})

describe('what the index lets go', () => {
  it('is what the policy does not keep', async () => {
    expect(await indexed(world('/a/1', '/a/2', '/b/3'), '/b/3')).to.deep.equal(['/a/1 > /b/3', '/a/2 > /b/3'])
  })

  it('is nothing where the policy keeps nothing', async () => {
    expect(await indexed(world('/a/1', '/a/2'))).to.deep.equal([])
  })

  it('with across is only what another tree keeps', async () => {
    expect(await indexed({...world('/a/1', '/a/2', '/b/3'), across: true}, '/a/1')).to.deep.equal([
      '/b/3 > /a/1',
    ])
  })

  it('is not justified by what lies in a drop or among the duplicates', async () => {
    const options = {...world('/a/1', '/a/drop/2'), outside: [raw('/a/drop')]}
    expect(await indexed(options, '/a/drop/2')).to.deep.equal([])
  })
})
