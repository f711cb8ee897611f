/** A network file system: the catalog, whose log does not work there, lies elsewhere; files are moved there all the same. */
import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant, writeConfig} from '../e2e/tree.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch, scratchHome} from '../support/scratch.ts'
import {Watched} from '../support/watched.ts'
import {type Counted, census, lost, torn} from './census.ts'
import {Mounts, skippedBecause, whyNoMounts, whyNoTool} from './mounts.ts'

const SFTP_SERVER = '/usr/lib/openssh/sftp-server'

const noSshfs = whyNoMounts() ?? whyNoTool('sshfs', 'sshfs') ?? whyNoTool(SFTP_SERVER, 'openssh-sftp-server')

/** sshfs and its server, who talk through a pipe and need neither network nor login. */
const SSHFS = `mkfifo "$1.pipe" && sshfs -o passive -o dcache_timeout=1 ":$2" "$1" <"$1.pipe" | ${SFTP_SERVER} >"$1.pipe"`

describe(`a network file system${skippedBecause(noSshfs)}`, function () {
  this.timeout(60_000)
  let mounts: Mounts
  let there: string
  /** The same files, as the server has them. */
  let server: string
  let before: Counted[]

  beforeEach(function () {
    if (noSshfs !== undefined) return this.skip()
    mounts = new Mounts()
    server = scratch()
    there = mounts.by('there', (point) => [
      'sh',
      '-c',
      `(${SSHFS}) >/dev/null 2>&1 & until mountpoint -q "$1"; do :; done`,
      'sh',
      point,
      server,
    ])
    plant(there, {
      'drop/IMG_20190102_030405.jpg': 'new',
      'm/x.jpg': 'x',
      'a/x.jpg': 'x',
      'a/only.jpg': 'only',
    })
    writeConfig(there, {})
    before = census(there).filter(({path}) => path.endsWith('.jpg'))
  })
  afterEach(() => mounts?.remove())

  const run = (...args: string[]) => mediastruct([...args, '--json'], {cwd: there})

  it('keeps no catalog, and everything is moved there and back', async () => {
    for (const args of [
      ['crawl', 'm', 'a'],
      ['sort', 'a', '--master', 'm', '--to', 'duplicates'],
      ['ingest', 'drop', '--to', 'library'],
    ]) {
      const {code, stdout, stderr} = await run(...args)
      expect(code, `${args.join(' ')}: ${stdout}${stderr}`).to.equal(0)
    }
    expect(existsSync(join(there, '.mediastruct'))).to.equal(false)
    expect(existsSync(join(scratchHome(), 'data/mediastruct/catalog.db'))).to.equal(true)
    expectKept()
    expect(existsSync(join(there, 'a/x.jpg'))).to.equal(false)
    for (const _ of ['ingest', 'sort']) expect((await run('undo', '--last')).code).to.equal(0)
    const names = census(there).map(({path}) => path)
    expect(names).to.include.members(before.map(({path}) => path))
    expectKept()
  })

  it('is watched by looking, for the system does not tell what others write there', async () => {
    const watched = Watched.start(['drop', '--to', 'library', '--settle', '0.5s'], {cwd: there})
    await watched.untilSaid('does not tell what others write there')
    await watched.untilRounds(1)
    plant(server, {'drop/IMG_20190102_030406.jpg': 'of somebody else'})
    await watched.until(() => watched.moved === 2)
    expect(await watched.end()).to.include({code: 143})
  })

  it('is refused where somebody wants the catalog there, with the way out, and nothing is moved', async () => {
    await run('crawl', 'm', 'a')
    const sort = ['sort', 'a', '--master', 'm', '--to', 'duplicates']
    writeFileSync(join(there, 'other.config.json'), JSON.stringify({catalog: 'catalog.db'}))
    for (const choice of [
      ['--catalog', join(there, 'catalog.db')],
      ['--config', 'other.config.json'],
    ]) {
      const {code, stdout} = await run(...sort, ...choice)
      const {error} = JSON.parse(stdout) as {error?: {code: string; hint?: string}}
      expect([code, error?.code], stdout).to.deep.equal([2, 'CATALOG_ON_NETWORK'])
      expect(error?.hint).to.contain('--catalog')
    }
    expect(existsSync(join(there, 'catalog.db'))).to.equal(false)
    expect(existsSync(join(there, 'a/x.jpg'))).to.equal(true)
  })

  function expectKept(): void {
    const after = census(there).filter(({path}) => path.endsWith('.jpg'))
    expect(lost(before, after), 'lost').to.deep.equal([])
    expect(torn(before, after), 'torn').to.deep.equal([])
  }
})
