import {mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {openDatable} from '../../src/dates/datable.ts'
import {fromText} from '../../src/paths/bytes.ts'
import {refusal} from '../support/refused.ts'
import {scratch} from '../support/scratch.ts'

describe('openDatable', () => {
  let directory: string
  beforeEach(() => {
    directory = scratch()
    writeFileSync(join(directory, 'a.txt'), 'abcdef')
  })

  const open = (name: string, more = {}) =>
    openDatable(fromText(join(directory, name)), {timezone: 'UTC', ...more})

  it('knows a file by what the walk sees, and opens it when it is first read', async () => {
    const file = await open('a.txt')
    expect([file.name, file.size, file.tree, file.localClocks]).to.deep.equal(['a.txt', 6, directory, []])
    rmSync(join(directory, 'a.txt'))
    const code = await file.read(0, 1).catch((error: {code: string}) => error.code)
    expect(code).to.equal('ENOENT')
    await file.close()
  })

  it('reads no further than the file, and only what was the file when it was looked at', async () => {
    const file = await open('a.txt')
    expect(Buffer.from(await file.read(4, 100)).toString()).to.equal('ef')
    expect(await file.read(100, 10)).to.have.length(0)
    await file.close()
    const other = await open('a.txt')
    rmSync(join(directory, 'a.txt'))
    mkdirSync(join(directory, 'a.txt'))
    await refusal('NOT_A_FILE', () => other.read(0, 1))
    await other.close()
  })

  it('takes no directory and no symbolic link for a file', async () => {
    symlinkSync('a.txt', join(directory, 'link'))
    for (const name of ['.', 'link']) await refusal('NOT_A_FILE', () => open(name))
  })

  it('hands over the drop, the cameras with a local clock, and what a source refuses', async () => {
    const heard: string[] = []
    const refuse = (written: string, reason: string) => heard.push(`${written}: ${reason}`)
    const file = await open('a.txt', {tree: fromText('/drop'), localClocks: ['nikon'], refuse})
    expect([file.tree, file.localClocks]).to.deep.equal(['/drop', ['nikon']])
    file.refuse('0000', 'zeros')
    expect(heard).to.deep.equal(['0000: zeros'])
    await file.close()
  })
})
