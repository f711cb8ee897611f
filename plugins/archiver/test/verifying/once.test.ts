/** What a copy is read from counts for one copy, under whatever name. */
import {linkSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {Copies, fromText, MediaStructError} from 'mediastruct'
import {newCatalog} from '../../../../test/support/indexed.ts'
import {scratch} from '../../../../test/support/scratch.ts'
import {putVolume} from '../../../../test/support/volumes.ts'
import {copyThatIs, placeOf} from '../../src/verifying/once.ts'

describe('what a copy is read from', () => {
  let root: string
  let catalog: ReturnType<typeof newCatalog>
  let volume: ReturnType<typeof putVolume>
  const at = (name: string) => join(root, name)
  const asked = (copy: string, name: string, isDrive = false) =>
    placeOf({db: catalog.db, volume, copy, from: fromText(at(name)), isDrive})
  const read = async (copy: string, name: string, isDrive = false) => {
    const place = await asked(copy, name, isDrive)
    const check = {result: 'ok', files: 1, damaged: [], ...place} as const
    new Copies(catalog.db).checked(volume, copy, check, {by: 'verify'})
  }
  const refusal = async (copy: string, name: string) => {
    const error: unknown = await asked(copy, name).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    return error instanceof MediaStructError ? [error.code, error.message.includes('MS-0001/a')] : error
  }
  const SAME = ['SAME_COPY', true]

  beforeEach(() => {
    root = scratch()
    catalog = newCatalog()
    volume = putVolume(catalog)
  })

  it('is one image file, also once it is called otherwise, until it is written again or the copy is gone', async () => {
    writeFileSync(at('a.iso'), 'image')
    utimesSync(at('a.iso'), 1, 1)
    await read('a', 'a.iso')
    await read('a', 'a.iso')
    linkSync(at('a.iso'), at('link.iso'))
    expect(await refusal('b', 'link.iso')).to.deep.equal(SAME)
    rmSync(at('link.iso'))
    renameSync(at('a.iso'), at('moved.iso'))
    expect(await refusal('b', 'moved.iso')).to.deep.equal(SAME)
    expect(await copyThatIs(catalog.db, fromText(at('moved.iso')))).to.equal('MS-0001/a')
    writeFileSync(at('a.iso'), 'image')
    utimesSync(at('a.iso'), 1, 1)
    expect(await refusal('c', 'moved.iso'), 'a name that is taken anew changes nothing').to.deep.equal(SAME)
    const soon = new Date(Date.now() + 60_000)
    utimesSync(at('moved.iso'), soon, soon)
    expect(await refusal('b', 'moved.iso')).to.equal(undefined)
    expect(await copyThatIs(catalog.db, fromText(at('moved.iso')))).to.equal(undefined)
    utimesSync(at('moved.iso'), 1, 1)
    new Copies(catalog.db).lost(volume, 'a', {by: 'mark'})
    expect(await refusal('b', 'moved.iso')).to.equal(undefined)
  })

  it('is one directory, which its last manifest tells from others that are mounted there', async () => {
    const manifest = join('disk', 'tagmanifest-sha256.txt')
    mkdirSync(at('disk'))
    writeFileSync(at(manifest), 'manifest')
    await read('a', 'disk', true)
    renameSync(at('disk'), at('elsewhere'))
    expect(await refusal('b', 'elsewhere')).to.deep.equal(SAME)
    mkdirSync(at('disk'))
    expect(await refusal('b', 'disk')).to.equal(undefined)
    await read('c', 'disk')
    expect(await refusal('b', 'disk'), 'one that others made').to.be.an('array')
    writeFileSync(at(manifest), 'manifest')
    expect(await refusal('b', 'disk'), 'another medium').to.equal(undefined)
  })

  it('is nothing that can be told where it is a drive', async () => {
    writeFileSync(at('drive'), 'image')
    utimesSync(at('drive'), 1, 1)
    await read('a', 'drive', true)
    expect(await refusal('b', 'drive')).to.equal(undefined)
  })
})
