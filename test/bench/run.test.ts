/** The bench itself, on trees of a few files: everybody does the work, nothing is left behind. */
import {type ChildProcess, spawn} from 'node:child_process'
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {forThisTest} from '../support/children.ts'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'

function bench(...args: string[]): ChildProcess {
  return forThisTest(spawn(process.execPath, [join(PACKAGE_ROOT, 'bench', 'run.ts'), ...args]))
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve))
}

/** Settles when the text was said on stderr; what follows is read and thrown away, so that nobody waits to be heard. */
function said(child: ChildProcess, text: string): Promise<void> {
  let heard = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      heard += String(chunk)
      if (heard.includes(text)) resolve()
    })
    child.once('close', () => reject(new Error(`"${text}" was not said, but: ${heard}`)))
  })
}

interface BenchDocument {
  cases: {name: string; contenders: {name: string; out?: string; figures: {wall?: {samples: number[]}}}[]}[]
}

describe('bench', function () {
  this.timeout(60_000)

  it('measures everybody who is installed, names who is not, and cleans up', async () => {
    const dir = scratch()
    const cases = ['version', 'crawl-small', 'sort']
    const child = bench('--json', '--rounds', '1', '--scale', '0.002', '--dir', dir, '--case', ...cases)
    const stdout: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr?.resume()
    expect(await ended(child)).to.equal(0)
    const document: BenchDocument = JSON.parse(Buffer.concat(stdout).toString())
    expect(document.cases.map(({name}) => name)).to.deep.equal(cases)
    for (const {name, contenders} of document.cases) {
      for (const {name: who, out, figures} of contenders) {
        if (out === undefined) expect(figures.wall?.samples, `${name}, ${who}`).to.have.length(1)
        else expect(out, `${name}, ${who}`).to.match(/^not installed \(Debian: /)
      }
    }
    expect(readdirSync(dir)).to.deep.equal([])
  })

  it('refuses what it does not know in a sentence', async () => {
    const child = bench('--case', 'nothing')
    const end = ended(child)
    await said(child, 'There is no case "nothing"; --list shows them.\n\nnpm run bench')
    expect(await end).to.equal(2)
  })

  for (const [moment, text] of [
    ['while a tree grows', 'planting flat'],
    ['while somebody runs', 'warming up'],
  ] as const) {
    it(`leaves nothing behind after Ctrl-C ${moment}`, async () => {
      const dir = scratch()
      const child = bench('--scale', '0.02', '--rounds', '100', '--dir', dir, '--case', 'crawl-flat')
      const end = ended(child)
      await said(child, text)
      child.kill('SIGINT')
      expect(await end).to.equal(130)
      expect(readdirSync(dir)).to.deep.equal([])
    })
  }
})
