import {lstatSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {expect} from 'chai'
import type {Catalog} from '../../src/catalog/catalog.ts'
import {join, type RawPath, toBytes} from '../../src/paths/bytes.ts'
import {accept, type Findings, verifyRoot} from '../../src/verify/verify.ts'
import {
  blake3,
  crawlTrees,
  hashes,
  indexOf,
  newCatalog,
  raw,
  row,
  scratchPath,
  write,
} from '../support/indexed.ts'
import {refusal} from '../support/refused.ts'

describe('verifying', () => {
  let catalog: Catalog
  let root: RawPath
  let findings: Findings
  beforeEach(async () => {
    ;[catalog, root] = [newCatalog(), scratchPath()]
    findings = {damaged: [], changed: [], errors: []}
    for (const name of ['good', 'damaged', 'modified', 'removed']) write(root, `d/${name}`, 'abc')
    utimesSync(toBytes(join(root, raw('d/damaged'))), 1_500_000_000, 1_500_000_000)
    await crawlTrees(catalog, [root])
  })
  const at = (name: string) => join(root, raw(`d/${name}`))
  const verify = () =>
    verifyRoot(
      {
        catalog,
        poolOf: async () => hashes,
        onProgress: () => undefined,
        signal: new AbortController().signal,
      },
      root,
      findings,
    )
  const spoil = () => {
    const {atime, mtime} = lstatSync(toBytes(at('damaged')))
    writeFileSync(toBytes(at('damaged')), 'abd')
    utimesSync(toBytes(at('damaged')), atime, mtime)
    write(root, 'd/modified', 'longer')
    rmSync(toBytes(at('removed')))
  }

  it('finds all as indexed', async () => {
    expect(await verify()).to.deep.equal({path: root, ok: 4, bytes: 12, pending: 0, offline: 0})
    expect(findings).to.deep.equal({damaged: [], changed: [], errors: []})
  })

  it('tells damaged, modified and removed apart, and changes nothing', async () => {
    spoil()
    const before = indexOf(catalog, root)
    expect((await verify()).ok).to.equal(1)
    expect(findings.damaged).to.deep.equal([{path: at('damaged'), was: blake3('abc'), is: blake3('abd')}])
    expect(findings.changed).to.have.deep.members([
      {path: at('modified'), change: 'modified'},
      {path: at('removed'), change: 'removed'},
    ])
    expect(indexOf(catalog, root)).to.deep.equal(before)
  })

  it('counts what has no hash yet or lies offline, and reads neither', async () => {
    catalog.put(row(at('p'), {hash: undefined, algorithm: undefined}))
    catalog.put(row(at('o'), {offline: true}))
    expect(await verify()).to.include({ok: 4, pending: 1, offline: 1})
    expect(findings.changed).to.deep.equal([])
  })

  it('takes over with accept what is there now, a file or all below a directory', async () => {
    spoil()
    expect(await accept(catalog, at('damaged'), hashes, findings)).to.equal(1)
    expect(await accept(catalog, root, hashes, findings)).to.equal(4)
    expect(indexOf(catalog, root)).to.deep.equal({
      'd/good': blake3('abc'),
      'd/damaged': blake3('abd'),
      'd/modified': blake3('longer'),
    })
    const {damaged, changed, roots} = await crawlTrees(catalog, [root], {isMaster: () => true})
    expect({damaged, changed}).to.deep.equal({damaged: [], changed: []})
    expect(roots[0]).to.include({unchanged: 3, hashed: 0})
  })

  it("takes a link or a directory in a file's place for its removal, as the crawl does", async () => {
    for (const name of ['modified', 'removed']) rmSync(toBytes(at(name)))
    symlinkSync('good', toBytes(at('modified')))
    mkdirSync(toBytes(at('removed')))
    await verify()
    expect(findings.changed.map(({change}) => change)).to.deep.equal(['removed', 'removed'])
    expect(findings.errors).to.deep.equal([])
    expect(await accept(catalog, at('modified'), hashes, findings)).to.equal(1)
    expect(catalog.get(at('modified'))).to.equal(undefined)
  })

  it('never forgets with accept what lies offline, nor a tree that vanished', async () => {
    const offline = row(at('offline'), {offline: true})
    catalog.put(offline)
    expect(await accept(catalog, offline.path, hashes, findings)).to.equal(0)
    expect(catalog.get(offline.path)).to.deep.equal(offline)
    rmSync(toBytes(join(root, raw('d'))), {recursive: true})
    await refusal('TREE_VANISHED', () => accept(catalog, at('good'), hashes, findings))
    await refusal('TREE_VANISHED', () => accept(catalog, root, hashes, findings))
    expect(await accept(catalog, root, hashes, findings, [root])).to.equal(4)
  })

  it('knows nothing to accept where nothing was indexed', async () => {
    expect(await accept(catalog, raw('/elsewhere'), hashes, findings)).to.equal(0)
  })
})
