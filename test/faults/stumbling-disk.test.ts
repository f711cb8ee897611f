/** A disk that stumbles once, says little of its entries, or lends few files at a time: the crawl finds what is there. */
import {execFileSync, spawnSync} from 'node:child_process'
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant} from '../e2e/tree.ts'
import {PROGRAM, programEnv} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {Mounts, skippedBecause, whyNoMounts, whyNoTool} from './mounts.ts'

interface Answer {
  roots: {files: number; hashed: number}[]
  groups: {files: {path: string}[]}[]
  errors: {path: string; code: string}[]
}

/** @param before words before the program's own */
function answer(cwd: string, before: readonly string[], args: readonly string[]): Answer {
  const [command = '', ...words] = [...before, process.execPath, PROGRAM, ...args, '--json', '--no-progress']
  const ran = spawnSync(command, words, {cwd, env: programEnv(), encoding: 'utf8'})
  expect(ran.status, ran.stdout + ran.stderr).to.equal(0)
  return JSON.parse(ran.stdout)
}

describe('a disk that stumbles once', () => {
  const noTool = whyNoTool('strace', 'strace')
  const stumbling = (path: string, call: string, how: string) => [
    'strace',
    '-f',
    '-qq',
    '-P',
    path,
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:${how}:when=1`,
    '-o',
    '/dev/null',
  ]

  for (const [size, bytes] of [
    ['small', 40_000],
    ['large', 2_000_000],
  ] as const) {
    for (const how of ['error=EIO', 'retval=100']) {
      it(`hides no duplicate from a crawl with candidates: ${size}, ${how}${skippedBecause(noTool)}`, function () {
        if (noTool !== undefined) return this.skip()
        const cwd = scratch()
        const content = 'same'.repeat(bytes / 4)
        plant(cwd, {'tree/a.jpg': content, 'tree/b.jpg': content, 'tree/c.jpg': content.replace(/^s/, 'S')})
        answer(cwd, stumbling(join(cwd, 'tree/b.jpg'), 'pread64', how), ['crawl', 'tree', '--candidates'])
        const {groups} = answer(cwd, [], ['dupes'])
        expect(groups.map(({files}) => files.map(({path}) => path))).to.deep.equal([
          [join(cwd, 'tree/a.jpg'), join(cwd, 'tree/b.jpg')],
        ])
      })
    }
  }

  it(`when a file is closed has given it all the same${skippedBecause(noTool)}`, function () {
    if (noTool !== undefined) return this.skip()
    const cwd = scratch()
    plant(cwd, {'tree/a.jpg': 'a', 'tree/b.jpg': 'b', 'tree/d/c.jpg': 'c'})
    const {roots} = answer(cwd, stumbling(join(cwd, 'tree/b.jpg'), 'close', 'error=EIO'), ['crawl', 'tree'])
    expect(roots).to.have.length(1)
    expect(roots[0]).to.include({files: 3, hashed: 3})
  })
})

describe('a disk that does not say what its entries are', () => {
  const missing = whyNoMounts() ?? whyNoTool('mkfs.ext4', 'e2fsprogs')
  it(`is indexed, whatever their names${skippedBecause(missing)}`, function () {
    if (missing !== undefined) return this.skip()
    const mounts = new Mounts()
    try {
      const disk = mounts.disk('disk', 'mkfs.ext4 -q -O ^filetype,^metadata_csum', 16 << 20)
      mkdirSync(join(disk, 'tree'))
      plant(disk, {'tree/a.jpg': 'a', 'tree/é.jpg': 'b', 'tree/ü/c.jpg': 'c', 'tree/d/e.jpg': 'e'})
      execFileSync('mkfifo', [join(disk, 'tree/fifo')])
      const {roots} = answer(scratch(), [], ['crawl', join(disk, 'tree')])
      expect(roots[0]).to.include({files: 4, hashed: 4})
    } finally {
      mounts.remove()
    }
  })
})

describe('a system that lends few open files', () => {
  it('is asked for no more, by a crawl with candidates in many threads', () => {
    const cwd = scratch()
    const count = 64 * 60
    const files = Array.from({length: count}, (_, index) => {
      const size = 20_000 + Math.floor(index / 60)
      return [`tree/${index}.jpg`, 'x'.repeat(size)]
    })
    plant(cwd, Object.fromEntries(files))
    const limited = ['bash', '-c', 'ulimit -n 600; exec "$@"', 'limited']
    const {roots} = answer(cwd, limited, ['crawl', 'tree', '--candidates', '--threads', '32'])
    expect(roots[0]).to.include({files: count, hashed: count})
  })
})
