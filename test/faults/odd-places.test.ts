/** Files that can't be read, lie too deep, on another disk, or change while they are read: moved or listed, never hurt. */
import {execFileSync, spawnSync} from 'node:child_process'
import {lstatSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant} from '../e2e/tree.ts'
import {mediastruct, PROGRAM, programEnv} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {census, lost, torn} from './census.ts'
import {Mounts, skippedBecause, whyNoMounts, whyNoTool} from './mounts.ts'

interface Report {
  moves: {from: string; to: string; state: string}[]
  left: {path: string; code: string}[]
  errors: {path: string; code: string}[]
}

const INGEST = ['ingest', 'drop', '--to', 'lib', '--undated', 'undated', '--json', '--no-progress']

async function ingested(root: string, code: number, ...more: string[]): Promise<Report> {
  const ran = await mediastruct([...INGEST, ...more], {cwd: root})
  expect(ran.code, ran.stdout + ran.stderr).to.equal(code)
  return ran.json<Report>()
}

describe('a file', () => {
  const noDrop = whyNoMounts() ?? whyNoTool('setpriv', 'util-linux')
  it(`that may not be read is listed, and the others are moved${skippedBecause(noDrop)}`, function () {
    if (noDrop !== undefined) return this.skip()
    const root = scratch()
    plant(root, {'drop/secret.jpg': 'secret', 'drop/closed/x.jpg': 'closed', 'drop/plain.jpg': 'plain'})
    for (const path of ['secret.jpg', 'closed']) execFileSync('chmod', ['000', join(root, 'drop', path)])
    const powers = '-dac_override,-dac_read_search,-fowner'
    const limits = [`--bounding-set=${powers}`, `--inh-caps=${powers}`]
    const ran = spawnSync('setpriv', [...limits, process.execPath, PROGRAM, ...INGEST], {
      cwd: root,
      env: programEnv(),
      encoding: 'utf8',
    })
    expect(ran.status, ran.stdout + ran.stderr).to.equal(1)
    const {moves, errors} = JSON.parse(ran.stdout) as Report
    expect(moves.map(({to}) => to)).to.deep.equal([join(root, 'undated/plain.jpg')])
    expect(errors.map(({path, code}) => [path, code])).to.have.deep.members([
      [join(root, 'drop/secret.jpg'), 'EACCES'],
      [join(root, 'drop/closed'), 'EACCES'],
    ])
  })

  it('whose path is longer than the system takes is listed, and the others are moved', async () => {
    const root = scratch()
    plant(root, {'drop/plain.jpg': 'plain'})
    const part = 'd'.repeat(250)
    // Deeper than a path can say: only by going there step by step.
    const script = `cd drop; for n in $(seq 18); do mkdir ${part}; cd ${part}; done; echo deep > deep.jpg`
    execFileSync('bash', ['-c', script], {cwd: root})
    try {
      const {moves, errors} = await ingested(root, 1)
      expect(moves.map(({to}) => to)).to.deep.equal([join(root, 'undated/plain.jpg')])
      expect(errors.map(({code}) => code)).to.deep.equal(['ENAMETOOLONG'])
      const crawled = await mediastruct(['crawl', 'drop', '--json'], {cwd: root})
      expect(crawled.code).to.equal(1)
      expect(crawled.json<Report>().errors.map(({code}) => code)).to.deep.equal(['ENAMETOOLONG'])
      const found = execFileSync('find', ['drop', '-name', 'deep.jpg', '-printf', '%s'], {cwd: root})
      expect(found.toString()).to.equal('5')
    } finally {
      execFileSync('rm', ['-rf', join(root, 'drop')])
    }
  })

  describe('on another disk', () => {
    const missing = whyNoMounts()
    let mounts: Mounts
    beforeEach(() => {
      mounts = new Mounts()
    })
    afterEach(() => mounts.remove())

    /** Nanoseconds since 1970, as the tree's file system keeps them. */
    const TIMES = {
      'of 1901': -2_147_000_000_500_000_000n,
      'of 1969': -250_000_000n,
      'of 2106': 4_294_967_297_125_000_000n,
    }
    for (const [age, mtimeNs] of Object.entries(TIMES)) {
      it(`${age} keeps its time, there and back${skippedBecause(missing)}`, async function () {
        if (missing !== undefined) return this.skip()
        const disk = mounts.tmpfs('disk')
        const root = scratch()
        plant(disk, {'drop/x.jpg': 'x'})
        const file = join(disk, 'drop/x.jpg')
        utimesSync(file, String(Number(mtimeNs) / 1e9), String(Number(mtimeNs) / 1e9))
        expect(lstatSync(file, {bigint: true}).mtimeNs).to.equal(mtimeNs)
        const all = ['ingest', join(disk, 'drop'), '--to', 'lib', '--undated', 'undated']
        expect((await mediastruct(all, {cwd: root})).code).to.equal(0)
        expect(lstatSync(join(root, 'undated/x.jpg'), {bigint: true}).mtimeNs).to.equal(mtimeNs)
        expect((await mediastruct(['undo', '--last'], {cwd: root})).code).to.equal(0)
        expect(lstatSync(file, {bigint: true}).mtimeNs).to.equal(mtimeNs)
      })
    }

    it(`that is mounted within the tree is moved like the others, and back${skippedBecause(missing)}`, async function () {
      if (missing !== undefined) return this.skip()
      const {root} = mounts
      plant(root, {'drop/near.jpg': 'near'})
      plant(mounts.tmpfs('drop/disk'), {'far.jpg': 'far', 'deep/far.jpg': 'far and deep'})
      const before = census(root)
      const {moves} = await ingested(root, 0)
      expect(moves.map(({to}) => to).sort()).to.deep.equal(
        ['disk/deep/far.jpg', 'disk/far.jpg', 'near.jpg'].map((path) => join(root, 'undated', path)),
      )
      expect(lost(before, census(root))).to.deep.equal([])
      expect((await mediastruct(['undo', '--last'], {cwd: root})).code).to.equal(0)
      const paths = (files: typeof before) =>
        files
          .filter(({path}) => path.startsWith('drop/'))
          .map(({path}) => path)
          .sort()
      expect(paths(census(root))).to.deep.equal(paths(before))
    })
  })

  /** What happens to the file after its first part was read: JavaScript, given `path`. */
  const MEANWHILE = {
    grows: "fs.appendFileSync(path, 'more')",
    'is cut': 'fs.truncateSync(path, 300_000)',
    'is emptied': 'fs.truncateSync(path, 0)',
    vanishes: "fs.renameSync(path, path.replace('/drop/', '/elsewhere/'))",
    'is replaced':
      "fs.renameSync(path, path.replace('/drop/', '/elsewhere/')); fs.writeFileSync(path, 'another')",
  }
  for (const [what, does] of Object.entries(MEANWHILE)) {
    it(`that ${what} while it is read is not moved as it was, and the others are`, async () => {
      const root = scratch()
      const content = 'picture '.repeat(100_000)
      plant(root, {'drop/busy.jpg': content, 'drop/plain.jpg': 'plain', 'elsewhere/x': ''})
      const path = JSON.stringify(join(root, 'drop/busy.jpg'))
      // A hash of a plugin's sees each part as it is read.
      const hash = `import fs from 'node:fs'
import {createHash} from 'node:crypto'
const path = ${path}
export function create() {
  const hash = createHash('sha256')
  return {
    update(bytes) {
      hash.update(bytes)
      if (bytes.length === 262144 && fs.existsSync(path)) { if (!globalThis.done) { ${does} } globalThis.done = true }
    },
    digest: () => hash.digest(),
  }
}`
      writeFileSync(join(root, 'hash.mjs'), hash)
      const provider =
        "{name: 'slow', module: new URL('./hash.mjs', import.meta.url).href, export: 'create', digestBytes: 32}"
      const plugin = `{name: 'slow', apiVersion: 1, setup: (api) => api.hashAlgorithm(${provider})}`
      writeFileSync(
        join(root, 'slow.config.mjs'),
        `export default {hash: 'slow', threads: 1, plugins: [${plugin}]}`,
      )
      const before = census(root)
      const {moves, left} = await ingested(root, 0, '--config', 'slow.config.mjs')
      expect(moves.map(({from}) => from)).to.deep.equal([join(root, 'drop/plain.jpg')])
      expect(left.map(({path: file, code}) => [file, code])).to.deep.equal([
        [join(root, 'drop/busy.jpg'), 'unstable'],
      ])
      expect(torn(before, census(join(root, 'lib'), join(root, 'undated')))).to.deep.equal([])
    })
  }
})
