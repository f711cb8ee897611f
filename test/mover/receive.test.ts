/** Files that come from elsewhere are whole under their names, or not there at all. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {expect} from 'chai'
import {MediaStructError} from '../../src/errors.ts'
import {type Incoming, receiveFile} from '../../src/mover/receive.ts'
import {removeDebrisOf} from '../../src/own/write.ts'
import {dirname, join, type RawPath, toText} from '../../src/paths/bytes.ts'
import {blake3, raw, scratchPath} from '../support/indexed.ts'

const CONTENT = 'a picture'.repeat(1000)

describe('a file that is received', () => {
  let to: RawPath
  beforeEach(() => {
    to = join(scratchPath(), raw('2019/a.jpg'))
  })

  const incoming = (content: string | Error = CONTENT, more: Partial<Incoming> = {}): Incoming => ({
    chunks: (async function* () {
      const text = content instanceof Error ? CONTENT.slice(0, 5000) : content
      // One buffer for every chunk, as a drive's reader has.
      const buffer = Buffer.alloc(1000)
      for (let at = 0; at < text.length; at += buffer.length)
        yield buffer.subarray(0, buffer.write(text.slice(at, at + buffer.length)))
      if (content instanceof Error) throw content
    })(),
    size: CONTENT.length,
    blake3: blake3(CONTENT),
    mtimeNs: 1_500_000_000_123_456_789n,
    ...more,
  })
  const failing = async (content: Incoming) => {
    try {
      await receiveFile(to, content)
    } catch (error) {
      return error instanceof MediaStructError ? error.code : String(error)
    }
    return undefined
  }
  const names = () => readdirSync(toText(dirname(to)))

  it('has its bytes and its time, to the µs, also before 1970', async () => {
    await receiveFile(to, incoming())
    expect(readFileSync(toText(to), 'utf8')).to.equal(CONTENT)
    expect(lstatSync(toText(to), {bigint: true}).mtimeNs / 1000n).to.equal(1_500_000_000_123_456n)
    to = join(dirname(to), raw('old.jpg'))
    await receiveFile(to, incoming(CONTENT, {mtimeNs: -86_400_000_000_001n}))
    const off = lstatSync(toText(to), {bigint: true}).mtimeNs + 86_400_000_000_001n
    expect(off > -1000n && off < 1000n, String(off)).to.equal(true)
    expect(names()).to.deep.equal(['a.jpg', 'old.jpg'])
  })

  for (const [what, content] of [
    ['differs in one byte', `A${CONTENT.slice(1)}`],
    ['ends too early', CONTENT.slice(0, -1)],
    ['goes on and on', `${CONTENT}${CONTENT}`],
  ] as const)
    it(`is not there where its content ${what}`, async () => {
      expect(await failing(incoming(content))).to.equal('DIFFERS')
      expect(existsSync(toText(dirname(to))), 'no directory was made for it').to.equal(false)
    })

  it('is not there where it can not be read to its end, or does not please', async () => {
    expect(await failing(incoming(new Error('EIO of a sector')))).to.equal('Error: EIO of a sector')
    const refuses = async () => {
      throw new Error('not so')
    }
    expect(await failing(incoming(CONTENT, {blake3: undefined, inspect: refuses}))).to.equal('Error: not so')
    expect(existsSync(toText(dirname(to)))).to.equal(false)
  })

  it('takes no name that is taken, were it by a link to nowhere', async () => {
    mkdirSync(toText(dirname(to)))
    writeFileSync(toText(to), 'mine')
    expect(await failing(incoming())).to.equal('TARGET_TAKEN')
    expect(readFileSync(toText(to), 'utf8')).to.equal('mine')
    to = join(dirname(to), raw('link.jpg'))
    symlinkSync('nowhere', toText(to))
    expect(await failing(incoming())).to.equal('TARGET_TAKEN')
    expect(names()).to.deep.equal(['a.jpg', 'link.jpg'])
  })

  it('leaves nothing of an earlier try, and others’ files alone', async () => {
    mkdirSync(toText(dirname(to)))
    const at = (name: string) => `${toText(dirname(to))}/${name}`
    writeFileSync(at('.a.jpg.0123456789abcdef.part'), 'half')
    writeFileSync(at('a.jpg'), '')
    for (const others of ['.b.jpg.0123456789abcdef.part', 'b.jpg', '.a.jpg.part'])
      writeFileSync(at(others), '')
    await removeDebrisOf(dirname(to), [to])
    expect(names()).to.deep.equal(['.a.jpg.part', '.b.jpg.0123456789abcdef.part', 'b.jpg'])
    await removeDebrisOf(raw('/is/not/there'), [to])
  })
})
