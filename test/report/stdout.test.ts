import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {expect} from 'chai'
import {guardStdout} from '../../src/report/stdout.ts'
import {forThisTest} from '../support/children.ts'
import {Recorder} from './streams.ts'

describe('guardStdout', () => {
  it('ends a process quietly with 0 where its reader went away', async () => {
    const module = new URL('../../src/report/stdout.ts', import.meta.url).href
    const script = `
      import {guardStdout, writeFully} from '${module}'
      guardStdout()
      for (;;) await writeFully(process.stdout, 'line\\n'.repeat(1000))`
    const child = forThisTest(
      spawn(process.execPath, ['--input-type=module', '-e', script], {stdio: ['ignore', 'pipe', 'pipe']}),
    )
    let complaint = ''
    child.stderr.on('data', (chunk) => {
      complaint += chunk
    })
    child.stdout.once('data', () => child.stdout.destroy())
    const [code] = await once(child, 'close')
    expect(complaint).to.equal('')
    expect(code).to.equal(0)
  })

  it('says so where stdout fails otherwise', () => {
    const stdout = new Recorder()
    const stderr = new Recorder()
    const codes: number[] = []
    guardStdout(stdout, stderr, (code) => codes.push(code))
    stdout.emit('error', Object.assign(new Error('no space left'), {code: 'ENOSPC'}))
    expect(codes).to.deep.equal([1])
    expect(stderr.text).to.include('no space left')
  })
})
