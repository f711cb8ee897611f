import {mkdirSync} from 'node:fs'
import {expect} from 'chai'
import {fromText, join, type RawPath, toBytes, toText} from '../../src/paths/bytes.ts'
import {MasterGuard} from '../../src/paths/guard.ts'
import {asSpelled} from '../../src/paths/spelling.ts'
import {scratch} from '../support/scratch.ts'

/** Where case makes no difference is shown by test/faults/exfat.test.ts. */
describe('the spelling of a path where case makes a difference', () => {
  const below = (root: RawPath, path: string) => join(root, fromText(path))
  let root: RawPath
  beforeEach(() => {
    root = fromText(scratch())
    for (const path of ['m/deep', 'M', 'ÉTÉ', 'a\xff']) {
      mkdirSync(toBytes(path === 'a\xff' ? join(root, path as RawPath) : below(root, path)), {
        recursive: true,
      })
    }
  })

  it('is what it is', async () => {
    for (const path of ['m/deep', 'M', 'ÉTÉ']) {
      expect(toText(await asSpelled(below(root, path)))).to.equal(toText(below(root, path)))
    }
    expect(await asSpelled(join(root, 'a\xff' as RawPath))).to.equal(join(root, 'a\xff' as RawPath))
  })

  it('keeps twins apart: the one is no master because the other is', async () => {
    const guard = await MasterGuard.create([below(root, 'm')])
    expect(await guard.protects(below(root, 'M/x.jpg'))).to.equal(undefined)
    expect(await guard.protects(below(root, 'm/deep/x.jpg'))).to.equal(below(root, 'm'))
  })
})
