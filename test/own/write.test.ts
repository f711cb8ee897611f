import {createHash} from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {expect} from 'chai'
import {openOwnFile, removeOwnFile, writeOwnFile} from '../../src/own/write.ts'
import {fromBytes, fromText, join, type RawPath, toBytes, toText} from '../../src/paths/bytes.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const bytes = (text: string) => Buffer.from(text)

describe('own files', () => {
  let root: RawPath
  const at = (text: string) => join(root, fromText(text))
  const read = (path: RawPath) => readFileSync(toBytes(path), 'utf8')
  const codeOf = async (work: Promise<unknown>) =>
    await work.then(
      () => '',
      (error) => error.code,
    )

  beforeEach(() => {
    root = fromText(mkdtempSync(`${tmpdir()}/mediastruct-own-`))
  })
  afterEach(() => rmSync(toBytes(root), {recursive: true, force: true}))

  it('writes a file and the directories above it, leaving nothing else', async () => {
    await writeOwnFile(at('a/b/index.json'), bytes('{}'))
    expect(read(at('a/b/index.json'))).to.equal('{}')
    expect(readdirSync(toText(at('a/b')))).to.deep.equal(['index.json'])
  })

  it('refuses what it did not write, a link to it too, and leaves no debris', async () => {
    writeFileSync(toBytes(at('theirs')), 'theirs')
    symlinkSync(toBytes(at('theirs')), toBytes(at('link')))
    for (const name of ['theirs', 'link']) {
      expect(await codeOf(writeOwnFile(at(name), bytes('ours')))).to.equal('NOT_OURS')
      expect(await codeOf(writeOwnFile(at(name), bytes('ours'), {replaces: sha256('other')}))).to.equal(
        'NOT_OURS',
      )
      expect(await codeOf(writeOwnFile(at(name), bytes('ours'), {ours: true}))).to.equal('NOT_OURS')
    }
    expect(await codeOf(writeOwnFile(at('link'), bytes('ours'), {replaces: sha256('theirs')}))).to.equal(
      'NOT_OURS',
    )
    expect(read(at('theirs'))).to.equal('theirs')
    expect(readdirSync(toText(root)).sort()).to.deep.equal(['link', 'theirs'])
  })

  it('replaces its own: by recorded hash, or within .mediastruct', async () => {
    await writeOwnFile(at('index.json'), bytes('1'))
    await writeOwnFile(at('index.json'), bytes('2'), {replaces: sha256('1')})
    expect(read(at('index.json'))).to.equal('2')
    await writeOwnFile(at('.mediastruct/state'), bytes('1'), {ours: true})
    await writeOwnFile(at('.mediastruct/state'), bytes('2'), {ours: true})
    expect(read(at('.mediastruct/state'))).to.equal('2')
  })

  it('removes only what is as it was written', async () => {
    await writeOwnFile(at('UNBURNED'), bytes('1'))
    expect(await codeOf(removeOwnFile(at('UNBURNED'), sha256('2')))).to.equal('NOT_OURS')
    await removeOwnFile(at('UNBURNED'), sha256('1'))
    await removeOwnFile(at('UNBURNED'), sha256('1'))
    expect(lstatSync(toBytes(at('UNBURNED')), {throwIfNoEntry: false})).to.equal(undefined)
  })

  it('streams a long file: nothing is there before commit, nothing after abort', async () => {
    const name = join(root, fromBytes(Buffer.from([0xff, 0x2e, 0x63])))
    const file = await openOwnFile(name)
    await file.write('one,')
    await file.write(bytes('two'))
    expect(lstatSync(toBytes(name), {throwIfNoEntry: false})).to.equal(undefined)
    expect(await file.commit()).to.equal(sha256('one,two'))
    await file.abort()
    expect(read(name)).to.equal('one,two')
    const dropped = await openOwnFile(at('dropped'))
    await dropped.write('x')
    await dropped.abort()
    expect(readdirSync(toBytes(root))).to.have.length(1)
  })

  it('lets others add to a file, and no more than that', async () => {
    const extended = async (work: (part: RawPath) => void) => {
      const file = await openOwnFile(at('image.iso'))
      try {
        await file.write(bytes('what was written'))
        const size = await file.extend(async (part) => work(part))
        return [size, await file.commit()] as const
      } finally {
        await file.abort()
      }
    }
    const whole = sha256('what was written, and more')
    const adding = (part: RawPath) => {
      appendFileSync(toBytes(part), ', and more')
      // Some programs take the right to write away from what they made.
      chmodSync(toBytes(part), 0o444)
    }
    expect(await extended(adding)).to.deep.equal([26, whole])
    expect(read(at('image.iso'))).to.equal('what was written, and more')
    expect(lstatSync(toBytes(at('image.iso'))).mode & 0o200, 'it stays ours to write').to.equal(0o200)
    rmSync(toBytes(at('image.iso')))
    for (const [what, work] of [
      ['changed', (part: RawPath) => writeFileSync(toBytes(part), 'What was written, and more')],
      ['cut short', (part: RawPath) => writeFileSync(toBytes(part), 'what was')],
      ['replaced by a link', (part: RawPath) => linkInstead(part)],
      ['gone', (part: RawPath) => rmSync(toBytes(part))],
    ] as const) {
      expect(await codeOf(extended(work)), what).to.match(/^(?:BAD_WRITE|ELOOP|ENOENT)$/)
      expect(readdirSync(toText(root)), what).to.deep.equal([])
    }
  })

  function linkInstead(part: RawPath): void {
    rmSync(toBytes(part))
    symlinkSync('/etc/hostname', toBytes(part))
  }
})
