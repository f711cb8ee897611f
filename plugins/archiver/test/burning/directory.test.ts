/** Media that take files: what is there already, what they can't hold, and how one file gets there. */
import {createHash} from 'node:crypto'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect} from 'chai'
import {fromText, join as joinRaw, MediaStructError, type RawPath} from 'mediastruct'
import {newCatalog} from '../../../../test/support/indexed.ts'
import {scratch} from '../../../../test/support/scratch.ts'
import {copyOut, SourceProblem} from '../../src/burning/copy-out.ts'
import {assertRoom, assertWritable, mountedAt, problemOn} from '../../src/burning/mounted.ts'
import {presentIn} from '../../src/burning/present.ts'
import type {ImageContent} from '../../src/imaging/content.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const content = (path: string, text: string): ImageContent => ({
  path: fromText(path),
  size: Buffer.byteLength(text),
  sha256: sha256(text),
  from: Buffer.from(text),
})
const VOLUME = {archive: fromText('/archive'), id: 'MS-0001'}
const CONTENTS = [
  content('data/2019/a.jpg', 'a picture'),
  content('data/2019/b.jpg', 'another'),
  content('manifest-sha256.txt', 'the manifest'),
  content('volume-index.json', 'the index as it is now'),
  content('tagmanifest-sha256.txt', 'over the others'),
]

describe('a medium that takes files', () => {
  let root: string
  let directory: RawPath
  let catalog: ReturnType<typeof newCatalog>
  const put = (name: string, text: string) => {
    mkdirSync(dirname(join(root, name)), {recursive: true})
    writeFileSync(join(root, name), text)
  }
  const present = () => presentIn(directory, CONTENTS, catalog, VOLUME)
  const refusal = async (work: () => Promise<unknown>) => {
    const error: unknown = await work().catch((reason: unknown) => reason)
    if (!(error instanceof MediaStructError)) throw new Error(`no refusal, but ${error}`)
    return error
  }

  beforeEach(() => {
    catalog = newCatalog()
    root = scratch()
    directory = fromText(root)
  })

  it('is empty, or holds a part of the very copy that was interrupted', async () => {
    expect([...(await present()).there]).to.deep.equal([])
    put('data/2019/a.jpg', 'a picture')
    put('manifest-sha256.txt', 'the manifest')
    put('.DS_Store', 'of a Mac')
    put('lost+found/x', 'of ext4')
    put('data/2019/.b.jpg.0123456789abcdef.part', 'anoth')
    put('data/2019/b.jpg', '')
    const {there, littered} = await present()
    expect([...there].sort()).to.deep.equal(['data/2019/a.jpg', 'manifest-sha256.txt'])
    expect([...littered]).to.deep.equal([`${root}/data/2019`])
  })

  it('is refused with anything else in it, which is named', async () => {
    const cases: [name: string, text: string][] = [
      ['holiday.jpg', 'of somebody'],
      ['data/2019/a.jpg', 'another length'],
      ['data/2019/c.jpg', 'of no volume'],
      ['manifest-sha256.txt', 'another one'],
      ['volume-index.json', 'not as we wrote it'],
      ['data/2019/b.jpg', ''],
    ]
    for (const [name, text] of cases) {
      root = scratch()
      directory = fromText(root)
      put(name, text)
      const {code, message} = await refusal(present)
      expect([code, message]).to.deep.equal([
        'NOT_BLANK',
        `${root} is not empty: it holds ${root}/${name}, which is not what MS-0001 has there.`,
      ])
    }
    symlinkSync('/etc', join(root, 'data', 'link'))
    for (const name of ['x', 'y', 'z']) put(name, 'more')
    expect((await refusal(present)).message).to.contain(' and more')
  })

  it('is refused where links to the archive stand for a copy of it', async () => {
    const staged = join(scratch(), 'a.jpg')
    writeFileSync(staged, 'a picture')
    mkdirSync(join(root, 'data/2019'), {recursive: true})
    linkSync(staged, join(root, 'data/2019/a.jpg'))
    const contents = [{...content('data/2019/a.jpg', 'a picture'), from: fromText(staged)}]
    const {code} = await refusal(() => presentIn(directory, contents, catalog, VOLUME))
    expect(code).to.equal('NOT_BLANK')
  })

  it('is refused where it holds a whole copy, and goes on where only the indexes are older', async () => {
    put('manifest-sha256.txt', 'the manifest')
    put('volume-index.json', 'the index as it was')
    catalog.recordOwn(joinRaw(directory, fromText('volume-index.json')), sha256('the index as it was'))
    expect([...(await present()).there]).to.deep.equal(['manifest-sha256.txt'])
    put('tagmanifest-sha256.txt', 'over the others, then')
    const gaps = await refusal(present)
    expect([gaps.code, gaps.message]).to.deep.equal([
      'NOT_BLANK',
      `${root} holds a copy of MS-0001 that is no good. Missing there, or of another size: 2 files.`,
    ])
    expect(gaps.hint).to.contain('--device EMPTY_DIR').and.contain(`--from ${root}`)
    put('data/2019/a.jpg', 'a picture')
    put('data/2019/b.jpg', 'another')
    const {code, message, hint} = await refusal(present)
    expect([code, message]).to.deep.equal(['NOT_BLANK', `${root} holds a whole copy of MS-0001 already.`])
    expect(hint).to.contain(`volumes verify MS-0001/COPY --from ${root}`)
  })

  it('is a directory that can be written to, with room', async () => {
    put('file', '')
    for (const [path, said] of [
      [join(root, 'nothing'), 'There is no directory'],
      [join(root, 'file'), 'is no directory'],
      [join(root, 'file', 'below'), 'There is no directory'],
    ] as const) {
      const {code, message} = await refusal(() => mountedAt(path))
      expect([code, message.includes(said)], path).to.deep.equal(['BAD_DEVICE', true])
    }
    expect(await mountedAt(root)).to.equal(directory)
    await assertWritable(directory)
    await assertRoom(directory, [1, 1])
    expect((await refusal(() => assertRoom(directory, [2 ** 60]))).code).to.equal('TOO_SMALL')
    if (process.getuid?.() === 0) return
    chmodSync(root, 0o555)
    expect((await refusal(() => assertWritable(directory))).code).to.equal('READ_ONLY')
    chmodSync(root, 0o755)
  })

  it('may have another file system than the one that was planned for', () => {
    const sized = (path: string, size = 1) => ({path: fromText(path), size})
    expect(problemOn('FAT', [sized('data/a.mov', 2 ** 32 - 1)])).to.equal(undefined)
    expect(problemOn('FAT', [sized('data/a.mov', 2 ** 32)])).to.equal('data/a.mov: it has 4.29 GB')
    expect(problemOn('exFAT', [sized('data/a.mov', 2 ** 40), sized('data/why?.jpg')])).to.equal(
      'the name of data/why?.jpg',
    )
    expect(problemOn('NTFS', [sized('data/A/x.jpg'), sized('data/a/X.jpg')])).to.equal(
      'both data/A/x.jpg and data/a/X.jpg',
    )
    expect(problemOn('UDF', [sized('data/why?.jpg', 2 ** 40)])).to.equal(undefined)
  })
})

describe('a file that is copied to a medium', () => {
  let root: string
  let catalog: ReturnType<typeof newCatalog>
  const at = (name: string) => join(root, name)
  const options = () => ({catalog, isFirst: true, copied: () => {}, assertGoesOn: () => {}})
  const copy = (text: string, more = {}) =>
    copyOut(
      {path: fromText('data/a.jpg'), size: 9, sha256: sha256(text), from: fromText(at('a.jpg'))},
      fromText(at('medium/data/a.jpg')),
      {...options(), ...more},
    )

  beforeEach(() => {
    catalog = newCatalog()
    root = scratch()
    writeFileSync(at('a.jpg'), 'a picture')
    utimesSync(at('a.jpg'), 0, 1_234_567_890.5)
  })

  it('is all there under its name, with its time', async () => {
    await copy('a picture')
    expect(readFileSync(at('medium/data/a.jpg'), 'utf8')).to.equal('a picture')
    expect(statSync(at('medium/data/a.jpg')).mtimeMs).to.be.closeTo(1_234_567_890_500, 1)
    expect(readdirSync(at('medium/data'))).to.deep.equal(['a.jpg'])
  })

  it('is not there where it is not what was archived, is gone, or was interrupted', async () => {
    const failing: [wanted: string, more: object, code: string][] = [
      ['another', {}, 'CHANGED'],
      ['a picture', {assertGoesOn: () => expect.fail('stop')}, 'stop'],
    ]
    for (const [wanted, more, code] of failing) {
      const error: unknown = await copy(wanted, more).catch((reason: unknown) => reason)
      expect(error instanceof SourceProblem ? error.failure.code : String(error)).to.contain(code)
      expect(readdirSync(at('medium/data'))).to.deep.equal([])
    }
    root = scratch()
    const error: unknown = await copy('a picture').catch((reason: unknown) => reason)
    expect(error instanceof SourceProblem && error.failure.code).to.equal('ENOENT')
  })

  it('never takes the place of another, unless that is ours and no payload', async () => {
    mkdirSync(at('medium/data'), {recursive: true})
    writeFileSync(at('medium/data/a.jpg'), 'of somebody')
    const place = fromText(at('medium/data/a.jpg'))
    catalog.recordOwn(place, sha256('of somebody'))
    const error: unknown = await copy('a picture').catch((reason: unknown) => reason)
    expect((error as MediaStructError).code).to.equal('NOT_OURS')
    expect(readFileSync(at('medium/data/a.jpg'), 'utf8')).to.equal('of somebody')
    await copyOut(content('volume-index.json', 'new'), place, options())
    expect(readFileSync(at('medium/data/a.jpg'), 'utf8')).to.equal('new')
    expect(readdirSync(at('medium/data'))).to.deep.equal(['a.jpg'])
  })
})
