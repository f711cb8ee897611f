import {execFileSync} from 'node:child_process'
import {appendFileSync, mkdirSync, statSync, symlinkSync} from 'node:fs'
import {createServer} from 'node:net'
import {expect} from 'chai'
import {blake3Digester} from '../../src/hash/blake3.ts'
import {eachAnew} from '../../src/hash/digester.ts'
import {hashFile} from '../../src/hash/read.ts'
import {join, type RawPath, toBytes, toText} from '../../src/paths/bytes.ts'
import {blake3, raw, scratchPath, write} from '../support/indexed.ts'

const hash = (path: RawPath) => hashFile(path, blake3Digester())
const code = (path: RawPath) => {
  const result = hash(path)
  return result.ok ? 'ok' : result.code
}

describe('reading a file to hash it', () => {
  it('gives its digest and the stat of what was read', () => {
    const content = Buffer.alloc(700_001, 'mediastruct')
    const path = write(scratchPath(), 'a\xff\n.jpg' as RawPath, content)
    const {ino, dev, mtimeNs, ctimeNs} = statSync(toBytes(path), {bigint: true})
    expect(hash(path)).to.deep.equal({
      ok: true,
      hash: blake3(content),
      size: content.length,
      mtimeNs,
      ctimeNs,
      inode: ino,
      device: dev,
    })
  })

  it('waits until nobody can be in the middle of writing it', () => {
    const path = write(scratchPath(), 'x', 'just written')
    expect(hash(path)).to.include({ok: true, hash: blake3('just written')})
    expect(Date.now() - statSync(toBytes(path)).mtimeMs).to.be.at.least(49)
  })

  it('takes an empty file', () => {
    expect(hash(write(scratchPath(), 'x', ''))).to.include({ok: true, size: 0, hash: blake3('')})
  })

  it('does not wait for a FIFO', () => {
    const path = join(scratchPath(), raw('fifo'))
    execFileSync('mkfifo', [toText(path)])
    expect(code(path)).to.equal('ENOTFILE')
  })

  it('follows no symbolic link, also not to a file', () => {
    const root = scratchPath()
    write(root, 'x', 'content')
    symlinkSync('x', toBytes(join(root, raw('link'))))
    expect(code(join(root, raw('link')))).to.equal('ELOOP')
  })

  it('refuses directories, devices and sockets', async () => {
    const root = scratchPath()
    mkdirSync(toBytes(join(root, raw('directory'))))
    expect(code(join(root, raw('directory')))).to.equal('ENOTFILE')
    expect(code(raw('/dev/null'))).to.equal('ENOTFILE')
    const path = join(root, raw('socket'))
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(toText(path), resolve))
    expect(hash(path).ok).to.equal(false)
    await new Promise((resolve) => server.close(resolve))
  })

  it('says that nothing is there', () => expect(code(join(scratchPath(), raw('none')))).to.equal('ENOENT'))

  it('gives no digest of a file that changed while it was read', () => {
    const path = write(scratchPath(), 'x', Buffer.alloc(300_000))
    let isFirst = true
    const grown = hashFile(path, {
      ...blake3Digester(),
      update() {
        if (isFirst) appendFileSync(toBytes(path), 'more')
        isFirst = false
      },
    })
    expect(grown).to.deep.include({ok: false, code: 'ECHANGED'})
  })

  it('lists a hasher that throws under the file', () => {
    const path = write(scratchPath(), 'x', 'content')
    const broken = eachAnew(() => ({
      update: () => {
        throw new Error('out of order')
      },
      digest: () => new Uint8Array(32),
    }))
    const result = hashFile(path, broken)
    expect(result).to.deep.equal({ok: false, code: 'EUNKNOWN', message: 'out of order'})
  })
})
