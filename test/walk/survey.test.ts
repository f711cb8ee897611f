import {expect} from 'chai'
import type {Catalog} from '../../src/catalog/catalog.ts'
import {BLAKE3} from '../../src/hash/blake3.ts'
import {digesterOf} from '../../src/hash/factory.ts'
import type {RawPath} from '../../src/paths/bytes.ts'
import {ReadingAllowance} from '../../src/walk/small-files.ts'
import {surveyDirectory} from '../../src/walk/survey.ts'
import {crawlTrees, newCatalog, scratchPath, write} from '../support/indexed.ts'

describe('the survey of a directory', () => {
  let catalog: Catalog
  let root: RawPath
  beforeEach(() => {
    catalog = newCatalog()
    root = scratchPath()
  })

  async function surveyed() {
    const fields = ['size', 'mtime', 'ctime', 'inode'] as const
    const terms = {catalog: catalog.db.file, root, provider: BLAKE3, fields, exclude: [], candidates: false}
    return surveyDirectory(root, terms, await digesterOf(BLAKE3), new ReadingAllowance())
  }

  for (const [what, name] of [
    ['is plain', 'b'],
    ['is beyond ASCII', Buffer.from('é').toString('latin1')],
    ['is not UTF-8', 'b\xff'],
    ['has the very mark of what is not UTF-8', Buffer.from('b\ufffd').toString('latin1')],
  ]) {
    it(`reads nothing again where all is as it was, and a name ${what}`, async () => {
      write(root, 'a', 'aa')
      write(root, name as string, 'bbb')
      await crawlTrees(catalog, [root])
      expect(await surveyed()).to.deep.include({settled: {files: 2, bytes: 5}, files: []})
    })

    it(`reads only what is new where a name ${what}`, async () => {
      write(root, name as string, 'bbb')
      await crawlTrees(catalog, [root])
      write(root, 'new', 'new')
      const {files, readings} = await surveyed()
      const read = files.filter((_, index) => readings?.hashes[index] !== undefined)
      expect(read).to.deep.equal(['new'])
    })
  }
})
