import {createHash} from 'node:crypto'
import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {Copies} from '../../src/catalog/copies.ts'
import {MediaStructError} from '../../src/errors.ts'
import {type OutputOptions, openOutput} from '../../src/own/output.ts'
import {newCatalog, raw} from '../support/indexed.ts'
import {scratch} from '../support/scratch.ts'
import {IMAGE, putVolume} from '../support/volumes.ts'

describe('a file that is named for a result', () => {
  it('takes the place of a list, and of an image of the same volume, but of no other image', async () => {
    const disc = join(scratch(), 'disc.iso')
    const catalog = newCatalog()
    const [volume, other] = ['MS-0001', 'MS-0002'].map((id) => putVolume(catalog, {id}))
    if (!volume) return expect.fail()
    const write = async (content: Buffer | string, options?: OutputOptions): Promise<string> => {
      const file = await openOutput(catalog, raw(disc), options)
      try {
        await file.write(content)
        return await file.commit()
      } finally {
        await file.abort()
      }
    }
    const refused = async (options?: OutputOptions) => {
      const error: unknown = await write('other', options).catch((reason: unknown) => reason)
      return error instanceof MediaStructError ? [error.code, error.message] : error
    }
    const IS_IMAGE = ['IS_IMAGE', `${disc} is an image of MS-0001.`]

    await write('a list')
    const image = Buffer.alloc(4096, 'image')
    const sha256 = await write(image, {imageOf: volume})
    expect(sha256).to.equal(createHash('sha256').update(image).digest('hex'))
    new Copies(catalog.db).imaged(volume, {...IMAGE, sha256, sectors: 2})
    expect(await refused()).to.deep.equal(IS_IMAGE)
    expect(await refused({imageOf: other})).to.deep.equal(IS_IMAGE)
    expect(readFileSync(disc)).to.deep.equal(image)
    await write('anew', {imageOf: volume})
    await write('a list')
    await write(image)
    writeFileSync(disc, 'changed')
    expect(((await refused()) as unknown[])[0], 'it is no image any more, and not ours').to.equal('NOT_OURS')
    rmSync(disc)
    await write('a list')
  })
})
