import {inspect} from 'node:util'
import {expect} from 'chai'
import type {Catalog} from '../../src/catalog/catalog.ts'
import type {Settings} from '../../src/config/settings.ts'
import {type DecidedGroup, decider} from '../../src/duplicates/decide.ts'
import {contentGroups} from '../../src/duplicates/groups.ts'
import type {DedupeDecision, DuplicateGroup} from '../../src/hooks.ts'
import type {RawPath} from '../../src/paths/bytes.ts'
import {apiFor, Registry} from '../../src/plugin/registry.ts'
import {Trees} from '../../src/trees.ts'
import {newCatalog, raw, row} from '../support/indexed.ts'
import {refusal} from '../support/refused.ts'

const log = {warn: () => undefined, debug: () => undefined}
type Policy = (group: DuplicateGroup) => DedupeDecision | undefined

/** Plugins that offer the default policy and, under `mine`, another one. */
function registryWith(mine?: Policy): Registry {
  const registry = new Registry()
  const api = apiFor({name: 'test', origin: 'config'}, registry, log)
  api.dedupePolicy('prefer-master', ({files: [first]}) => first && {keep: first.path, reason: 'first'})
  if (mine) api.dedupePolicy('mine', mine)
  return registry
}

function trees(): Trees {
  const known = new Trees()
  known.add(raw('/archive'), 'archive')
  known.add(raw('/master'), 'master')
  known.add(raw('/library'), 'library')
  known.add(raw('/b'), 'tree')
  known.add(raw('/a'), 'tree')
  return known
}

describe('duplicates', () => {
  let catalog: Catalog
  beforeEach(() => {
    catalog = newCatalog()
  })
  const put = (...paths: string[]) => {
    for (const path of paths) catalog.put(row(path))
  }
  const groups = (roots: readonly string[] = ['/library', '/a', '/b'], minSize = 1) => [
    ...contentGroups(catalog, {roots: roots.map(raw), trees: trees(), minSize}),
  ]
  const pathsOf = (roots?: readonly string[], minSize?: number) =>
    groups(roots, minSize).map(({files}) => files.map(({path}) => path))

  async function decided(policy?: Policy): Promise<DecidedGroup[]> {
    const settings = {dedupe: policy ? 'mine' : 'prefer-master'} as Settings
    const decide = decider(registryWith(policy), settings, trees())
    return await Promise.all(groups().map(decide))
  }
  const kept = async (policy?: Policy) =>
    (await decided(policy)).flatMap(({files}) => files.filter(({keep}) => keep).map(({file}) => file.path))

  it('are grouped in the order of preference', () => {
    put('/a/1', '/b/1', '/b/0', '/library/1', '/master/1', '/archive/1', '/elsewhere/1')
    expect(pathsOf()).to.deep.equal([['/archive/1', '/master/1', '/library/1', '/b/0', '/b/1', '/a/1']])
  })

  it('are only what lies below the roots, beside what masters hold', () => {
    put('/a/1', '/b/1', '/master/1')
    expect(pathsOf(['/a'])).to.deep.equal([['/master/1', '/a/1']])
    expect(pathsOf(['/library'])).to.deep.equal([])
  })

  it('are never two names of one inode, nor what lies offline or is pending', () => {
    catalog.put(row('/a/1', {inode: 7n}))
    catalog.put(row('/a/2', {inode: 7n}))
    catalog.put(row('/a/3', {offline: true}))
    catalog.put(row('/a/4', {hash: undefined, algorithm: undefined}))
    expect(pathsOf()).to.deep.equal([])
    put('/b/1')
    expect(pathsOf()).to.deep.equal([['/b/1', '/a/1']])
  })

  it('of unknown inodes are told apart by their names', () => {
    for (const path of ['/a/1', '/a/2']) catalog.put(row(path, {inode: 0n, ctimeNs: 0n}))
    expect(pathsOf()).to.deep.equal([['/a/1', '/a/2']])
  })

  it('are never empty files, unless asked for', () => {
    for (const path of ['/a/1', '/a/2']) catalog.put(row(path, {size: 0}))
    expect(pathsOf()).to.deep.equal([])
    expect(pathsOf(['/a'], 0)).to.have.lengthOf(1)
  })

  it('keep the first in order, and one only, where no master holds them', async () => {
    put('/a/1', '/library/1', '/b/1')
    expect(await kept()).to.deep.equal(['/library/1'])
  })

  it('keep every copy in a master, and no other, whatever the policy says', async () => {
    put('/a/1', '/master/1', '/archive/1', '/library/1')
    const masters = ['/archive/1', '/master/1']
    expect(await kept()).to.deep.equal(masters)
    expect(await kept(() => ({keep: '/a/1', reason: 'mine'}))).to.deep.equal(masters)
  })

  it('keep what the policy names, with its reason, or all of a group that it leaves alone', async () => {
    put('/a/1', '/b/1')
    const [group] = await decided(() => ({keep: '/a/1', reason: 'newest'}))
    expect(group?.files.map(({file, keep, reason}) => [file.path, keep, reason])).to.deep.equal([
      ['/a/1', true, 'newest'],
      ['/b/1', false, 'another copy is kept'],
    ])
    expect(await kept(() => ({leave: true, reason: 'unsure'}))).to.have.members(['/a/1', '/b/1'])
    expect(await kept(() => undefined)).to.deep.equal(['/b/1'])
  })

  it('whose names differ only in bytes that are not UTF-8 are decided like any other', async () => {
    put('/a/\xff', '/a/\xfe')
    expect(await kept()).to.deep.equal(['/a/\xfe' as RawPath])
    expect((await decided()).flatMap(({files}) => files)).to.have.lengthOf(2)
  })

  for (const [what, answer] of [
    ['a path of no member', {keep: '/etc/passwd', reason: 'x'}],
    ['null', null],
    ['a string', '/a/1'],
    ['an empty answer', {}],
    ['a list', {keep: ['/a/1']}],
  ] as const) {
    it(`refuse ${what} as an answer, and name the policy`, async () => {
      put('/a/1', '/b/1')
      const {message} = await refusal('BAD_ANSWER', () => decided(() => answer as unknown as DedupeDecision))
      expect(message).to.include('"mine"').and.include(inspect(answer))
    })
  }

  it('name a policy that fails, or that nobody offers', async () => {
    put('/a/1', '/b/1')
    const failing = () => {
      throw new Error('out of ideas')
    }
    expect((await refusal('PLUGIN_FAILED', () => decided(failing))).message)
      .to.include('test')
      .and.include('out of ideas')
    const error = await refusal('UNKNOWN_NAME', () =>
      decider(registryWith(), {dedupe: 'prefer-mastr'} as Settings, trees()),
    )
    expect(error.message).to.include('Did you mean "prefer-master"?')
  })
})
