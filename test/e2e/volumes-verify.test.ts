/** Copies that are read back, with the real program: what is damaged is found, named, and nothing else changes. */
import {execFileSync, spawnSync} from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {Catalog} from '../../src/catalog/catalog.ts'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {whyNoStrace} from '../faults/points/strace.ts'
import {madeOnce} from '../support/made-once.ts'
import {appeared, mediastruct, start} from '../support/mediastruct.ts'
import {recordedEvents} from '../support/recorded.ts'
import {plant} from './tree.ts'

const SECTOR = 2048
const FILES = {
  '2019/2019-05-04/a.jpg': Buffer.alloc(9000, 'first '),
  '2019/2019-05-04/b.jpg': Buffer.alloc(9000, 'second '),
  '2019/2019-05-05/c.jpg': Buffer.alloc(5000, 'third '),
  '2019/2019-05-05/film.mov': Buffer.alloc(2_500_000, 'film '),
}

interface Copy {
  name: string
  state: string
  verifiedAt: string | null
}
interface Verified {
  result: string
  copy: Copy
  files: number
  sectors: number | null
  image: string | null
  damaged: {path: string; message: string}[]
  problems: string[]
  good: Copy[]
  rebuild: string | null
  volumeState: string
}
interface Refused {
  error: {code: string; message: string}
}

const hasTools = (...tools: string[]) =>
  tools.every((tool) => spawnSync(tool, ['-version']).error === undefined)

describe('volumes verify, with the real program', function () {
  this.timeout(120_000)
  let root: string
  const at = (...names: string[]) => join(root, ...names)
  const run = (...args: string[]) => mediastruct([...args, '--catalog', 'catalog.db'], {cwd: root})
  const events = () => recordedEvents(at('catalog.db'))
  const checks = () => events().filter(({event}) => event === 'checked')
  const verifying = async (...args: string[]) => {
    const ran = await run('volumes', 'verify', ...args, '--json')
    const document = ran.json<Verified>()
    if (ran.code !== 2 && !('error' in document)) SCHEMAS['volumes-verify']?.parse(document)
    return {...document, code: ran.code}
  }
  const refused = async (...args: string[]) => {
    const before = events()
    const ran = await run('volumes', 'verify', ...args, '--json')
    expect(events(), 'nothing is recorded').to.deep.equal(before)
    return [ran.code, ran.json<Refused>().error.code, ran.json<Refused>().error.message] as const
  }
  /** Writes over a disc. */
  const damage = (file: string, position: number, bytes: Uint8Array = Buffer.alloc(SECTOR, 0xee)) => {
    const handle = openSync(at(file), 'r+')
    writeSync(handle, bytes, 0, bytes.length, position)
    closeSync(handle)
  }
  const placeOf = (file: string, content: string | Buffer) => readFileSync(at(file)).indexOf(content)
  const mounted = () => {
    execFileSync('7z', ['x', '-y', '-tudf', '-omnt', 'v.iso'], {cwd: root, stdio: 'pipe'})
    return at('mnt')
  }

  before(function () {
    if (hasTools('genisoimage', '7z')) return
    process.stderr.write(
      '    skipped: genisoimage or 7z not found (apt-get install genisoimage p7zip-full)\n',
    )
    this.skip()
  })
  const made = madeOnce(async (directory) => {
    root = directory
    plant(at('lib'), FILES)
    await run('crawl', 'lib')
    await run('archive', 'lib', '--to', 'arch', '--medium', 'dvd-r')
    expect((await run('volumes', 'image', 'MS-0001', '-o', 'v.iso')).code).to.equal(0)
    // A drive reads on behind what was written.
    copyFileSync(at('v.iso'), at('disc.img'))
    writeFileSync(at('disc.img'), Buffer.alloc(24 * SECTOR, 7), {flag: 'a'})
  })
  beforeEach(() => {
    root = made.path
  })

  it('reads exactly the sectors that were written, and sets verified, then audited', async () => {
    const sectors = readFileSync(at('v.iso')).length / SECTOR
    const first = await verifying('MS-0001/a', '--from', 'disc.img')
    expect([first.code, first.result, first.sectors, first.files]).to.deep.equal([0, 'ok', sectors, 11])
    expect([first.copy.state, first.volumeState, first.rebuild]).to.deep.equal(['verified', 'verified', null])
    expect((await verifying('ms-0001/A', '--from', `stdio:${at('disc.img')}`)).copy.state).to.equal('audited')
    const [newest] = checks()
    expect(newest).to.deep.include({by: 'verify', check: {result: 'ok', sectors, files: 11, damaged: []}})
    const {stdout, stderr} = await run('volumes', 'verify', 'MS-0001/a', '--from', 'disc.img')
    expect(stderr).to.contain('disc.img lies on the same disk as the archive')
    expect(stdout).to.contain(`MS-0001/a is audited: ${sectors} sectors, 11 files`)
    linkSync(at('disc.img'), at('again.img'))
    const [code, name, message] = await refused('MS-0001/b', '--from', 'again.img')
    expect([code, name], 'one file counts once').to.deep.equal([2, 'SAME_COPY'])
    expect(message).to.include('MS-0001/a')
    const anew = await run('volumes', 'image', 'MS-0001', '-o', 'again.img', '--json')
    expect([anew.code, anew.json<Refused>().error.code]).to.deep.equal([2, 'IS_COPY'])
    const soon = new Date(Date.now() + 60_000)
    utimesSync(at('again.img'), soon, soon)
    expect(
      (await verifying('MS-0001/b', '--from', 'again.img')).code,
      'another disc was read into it',
    ).to.equal(0)
  })

  it('names every damaged file, the copies that are good, and the command that rebuilds', async () => {
    copyFileSync(at('disc.img'), at('good.img'))
    await verifying('MS-0001/b', '--from', 'good.img')
    damage('disc.img', placeOf('disc.img', 'second second'))
    damage('disc.img', placeOf('disc.img', 'third third'), Buffer.from('T'))
    const found = await verifying('MS-0001/a', '--from', 'disc.img')
    expect([found.code, found.result, found.copy.state, found.volumeState]).to.deep.equal([
      1,
      'damaged',
      'failed',
      'verified',
    ])
    expect(found.damaged).to.deep.equal([
      {path: 'data/2019/2019-05-04/b.jpg', message: 'its content differs'},
      {path: 'data/2019/2019-05-05/c.jpg', message: 'its content differs'},
    ])
    expect(found.good.map(({name}) => name)).to.deep.equal(['b'])
    const [{check} = {}] = checks()
    expect(check?.damaged).to.have.length(2)
    expect(found.rebuild).to.equal(
      `mediastruct volumes image MS-0001 -o MS-0001.iso --from ${at('arch/MS-0001')} --from DISC-MS-0001-b --from ${at('disc.img')}`,
    )
    const rebuilding = found.rebuild?.replace('DISC-MS-0001-b', 'good.img').split(' ').slice(1) ?? []
    expect((await run(...rebuilding)).code, 'the command runs as it is shown').to.equal(0)
    const {stdout, code} = await run('volumes', 'verify', 'MS-0001/a', '--from', 'disc.img')
    expect(code).to.equal(1)
    for (const text of [
      'b.jpg: its content',
      'c.jpg: its content',
      'MS-0001/b: read back',
      'Next: mediastruct',
    ])
      expect(stdout).to.contain(text)
    copyFileSync(at('good.img'), at('disc.img'))
    expect((await verifying('MS-0001/a', '--from', 'disc.img')).copy.state).to.equal('verified')
  })

  it('finds a damaged sector that belongs to no file, and a medium that is cut short', async () => {
    damage('disc.img', 16 * SECTOR + 900, Buffer.from('x'))
    const beside = await verifying('MS-0001/a', '--from', 'disc.img')
    expect([beside.code, beside.damaged, beside.problems.length]).to.deep.equal([1, [], 1])
    copyFileSync(at('v.iso'), at('disc.img'))
    const half = Math.floor(placeOf('v.iso', 'film film') / SECTOR) + 100
    truncateSync(at('disc.img'), half * SECTOR)
    const short = await verifying('MS-0001/b', '--from', 'disc.img')
    expect([short.code, short.copy.state]).to.deep.equal([1, 'failed'])
    expect(short.problems[0]).to.contain(`it ends after ${half} of `)
    expect(short.damaged.map(({path}) => path)).to.include('data/2019/2019-05-05/film.mov')
  })

  it('never trusts what a disc says of itself', async () => {
    const image = readFileSync(at('disc.img')).toString('latin1')
    const {createHash} = await import('node:crypto')
    const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
    const was = FILES['2019/2019-05-04/a.jpg']
    const is = Buffer.from(was)
    is[0] = 0x46
    const text = image.replace(was.toString(), is.toString()).replaceAll(sha256(was), sha256(is))
    expect(text).to.not.equal(image)
    writeFileSync(at('disc.img'), text, 'latin1')
    rmSync(at('arch'), {recursive: true})
    const {damaged} = await verifying('MS-0001/a', '--from', 'disc.img')
    expect(damaged.map(({path}) => path)).to.include('data/2019/2019-05-04/a.jpg')
  })

  it('reads a mounted disc by its files: damaged, missing and surplus ones', async () => {
    const directory = mounted()
    const good = await verifying('MS-0001/a', '--from', directory)
    expect([good.code, good.copy.state, good.sectors, good.files]).to.deep.equal([0, 'verified', null, 11])
    writeFileSync(at('mnt/data/2019/2019-05-04/a.jpg'), 'other')
    rmSync(at('mnt/bagit.txt'))
    writeFileSync(at('mnt/data/more.jpg'), 'more')
    rmSync(at('mnt/data/2019/2019-05-05/c.jpg'))
    symlinkSync('/etc/hostname', at('mnt/data/2019/2019-05-05/c.jpg'))
    const found = await verifying('MS-0001/a', '--from', directory)
    expect([found.code, found.copy.state]).to.deep.equal([1, 'failed'])
    expect(found.damaged.map(({path, message}) => [path, message])).to.deep.equal([
      ['bagit.txt', 'it is missing'],
      ['data/2019/2019-05-04/a.jpg', 'it has 5 bytes instead of 9000'],
      ['data/2019/2019-05-05/c.jpg', 'it is missing'],
      ['data/2019/2019-05-05/c.jpg', 'it is no regular file'],
      ['data/more.jpg', 'it should not be there'],
    ])
  })

  it('takes a copy of the directory that was made by other means, and refuses the directory itself', async () => {
    cpSync(at('arch/MS-0001'), at('copied'), {recursive: true})
    expect((await verifying('MS-0001/a', '--from', 'copied')).copy.state).to.equal('verified')
    const burning = ['-quiet', '-R', '-J', '-V', 'CDROM', '-o', at('cdrom.iso'), at('arch/MS-0001')]
    execFileSync('genisoimage', burning)
    expect((await verifying('MS-0001/b', '--from', 'cdrom.iso')).copy.state).to.equal('verified')
    symlinkSync(at('arch'), at('link'))
    mkdirSync(at('links'))
    for (const file of ['bagit.txt', 'README.txt']) linkSync(at('arch/MS-0001', file), at('links', file))
    for (const from of [
      'arch/MS-0001',
      'arch',
      'link/MS-0001',
      'arch/MS-0001/data',
      'links',
      'arch/index.json',
    ])
      expect((await refused('MS-0001/b', '--from', from)).slice(0, 2), from).to.deep.equal([2, 'IN_ARCHIVE'])
    mkdirSync(at('bound'))
    if (spawnSync('mount', ['--bind', at('arch/MS-0001'), at('bound')]).status !== 0) return
    try {
      expect((await refused('MS-0001/b', '--from', 'bound')).slice(0, 2)).to.deep.equal([2, 'IN_ARCHIVE'])
    } finally {
      execFileSync('umount', [at('bound')])
    }
  })

  it('says which disc it is where it is another one, and records nothing', async () => {
    plant(at('lib'), {'2020/2020-01-01/x.jpg': 'of the second'})
    await run('crawl', 'lib')
    await run('archive', 'lib', '--to', 'arch', '--medium', 'dvd-r')
    expect((await run('volumes', 'image', 'MS-0002', '-o', 'other.iso')).code).to.equal(0)
    const [code, name, message] = await refused('MS-0001/a', '--from', 'other.iso')
    expect([code, name]).to.deep.equal([1, 'WRONG_DISC'])
    expect(message).to.contain('holds MS-0002, not MS-0001')
    mkdirSync(at('empty'))
    expect((await refused('MS-0001/a', '--from', 'empty')).slice(0, 2)).to.deep.equal([1, 'WRONG_DISC'])
    writeFileSync(at('blank.img'), Buffer.alloc(2_000_000))
    expect((await refused('MS-0001/a', '--from', 'blank.img')).slice(0, 2)).to.deep.equal([
      1,
      'UNREADABLE_DISC',
    ])
    writeFileSync(at('blank.img'), '')
    expect((await refused('MS-0001/a', '--from', 'blank.img')).slice(0, 2)).to.deep.equal([
      1,
      'UNREADABLE_DISC',
    ])
    expect((await refused('MS-0001/a', '--from', 'nowhere')).slice(0, 2)).to.deep.equal([2, 'NO_SOURCE'])
    expect((await refused('MS-0001', '--from', 'disc.img')).slice(0, 2)).to.deep.equal([2, 'BAD_COPY'])
  })

  it('tells a volume of the same name of another archive', async () => {
    plant(at('theirs'), {'2018/2018-01-01/x.jpg': 'not ours'})
    const elsewhere = (...args: string[]) => mediastruct([...args, '--catalog', 'theirs.db'], {cwd: root})
    await elsewhere('crawl', 'theirs')
    await elsewhere('archive', 'theirs', '--to', 'theirs-arch', '--medium', 'dvd-r')
    expect((await elsewhere('volumes', 'image', 'MS-0001', '-o', 'theirs.iso')).code).to.equal(0)
    const [code, name, message] = await refused('MS-0001/a', '--from', 'theirs.iso')
    expect([code, name]).to.deep.equal([1, 'WRONG_DISC'])
    expect(message).to.contain('of another archive')
  })

  it('reads a part where that is asked for, which never makes a copy verified', async () => {
    const counts: number[] = []
    for (const part of [1, 2, 3]) {
      const {code, copy, files} = await verifying('MS-0001/a', '--from', 'disc.img', '--subset', `${part}/3`)
      expect([code, copy.state, copy.verifiedAt]).to.deep.equal([0, 'burned', null])
      counts.push(files)
    }
    expect(counts.reduce((sum, files) => sum + files, 0)).to.equal(11)
    expect(checks()[0]?.check?.subset).to.deep.equal({part: 3, of: 3})
    damage('disc.img', placeOf('disc.img', 'first first'))
    const results = []
    for (const part of [1, 2, 3])
      results.push((await verifying('MS-0001/b', '--from', 'disc.img', '--subset', `${part}/3`)).result)
    expect(results.filter((result) => result === 'damaged')).to.have.length(1)
    for (const text of ['0/3', '4/3', '1', '1/0', 'a/b'])
      expect((await refused('MS-0001/a', '--from', 'disc.img', '--subset', text)).slice(0, 2)).to.deep.equal([
        2,
        'USAGE',
      ])
  })

  it('judges by the catalog alone once the directory is gone', async () => {
    renameSync(at('arch/MS-0001'), at('gone'))
    damage('disc.img', placeOf('disc.img', 'first first'))
    const found = await verifying('MS-0001/a', '--from', 'disc.img')
    expect(found.damaged.map(({path}) => path)).to.deep.equal(['data/2019/2019-05-04/a.jpg'])
    expect(found.rebuild).to.equal(
      `mediastruct volumes image MS-0001 -o MS-0001.iso --from ${at('disc.img')}`,
    )
  })

  it('judges a volume that came in as it was found by the hashes that are known of it', async () => {
    mounted()
    cpSync(at('mnt/data'), at('foreign'), {recursive: true})
    plant(at('lib'), {'2020/2020-01-01/x.jpg': 'of the second'})
    await run('crawl', 'lib')
    await run('archive', 'lib', '--to', 'arch', '--medium', 'dvd-r')
    expect((await run('volumes', 'image', 'MS-0002', '-o', 'other.iso')).code).to.equal(0)
    const catalog = Catalog.open(at('catalog.db'), 'write')
    catalog.db.query("UPDATE volumes SET record = json_set(record, '$.own', json('{}'))").run()
    catalog.close()
    renameSync(at('arch/MS-0001'), at('gone'))
    for (const from of ['mnt', 'foreign', 'disc.img'])
      expect((await verifying('MS-0001/a', '--from', from)).result, from).to.equal('ok')
    expect((await refused('MS-0001/a', '--from', 'other.iso'))[1]).to.equal('WRONG_DISC')
    writeFileSync(at('foreign/2019/2019-05-04/a.jpg'), FILES['2019/2019-05-04/b.jpg'])
    const {damaged} = await verifying('MS-0001/a', '--from', 'foreign')
    expect(damaged.map(({path}) => path)).to.deep.equal(['2019/2019-05-04/a.jpg'])
  })

  it('goes on with the next file where one can not be read', async function () {
    const none = whyNoStrace()
    if (none) {
      process.stderr.write(`    skipped: ${none}\n`)
      return this.skip()
    }
    const log = at('strace.log')
    const inject = ['-P', at('disc.img'), '-e', 'inject=pread64:error=EIO:when=6+']
    const under = ['strace', '-f', '-qq', '-o', log, '-e', 'trace=pread64,openat', ...inject]
    const args = ['volumes', 'verify', 'MS-0001/a', '--from', 'disc.img', '--catalog', 'catalog.db', '--json']
    const ran = await mediastruct(args, {cwd: root, under, env: {UV_THREADPOOL_SIZE: '1'}})
    const calls = readFileSync(log, 'utf8')
    expect(calls).to.contain('(INJECTED)')
    expect(calls, 'past the page cache').to.match(/openat\(.*disc\.img.*O_DIRECT/)
    const {result, damaged, problems, copy} = ran.json<Verified>()
    expect([ran.code, result, copy.state, problems.length]).to.deep.equal([1, 'damaged', 'failed', 1])
    const unread = damaged.filter(({message}) => message.includes('EIO'))
    expect(unread.length, JSON.stringify(damaged)).to.be.greaterThan(1)
    expect((await verifying('MS-0001/a', '--from', 'disc.img')).copy.state).to.equal('verified')
  })

  it('lets others write while it reads, and waits for them to remember what it found', async () => {
    const writer = Catalog.open(at('catalog.db'), 'write')
    const args = ['volumes', 'verify', 'MS-0001/a', '--from', 'disc.img', '--catalog', 'catalog.db']
    const {child, ended} = start(args, {cwd: root})
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (text: Buffer) => text.includes('as soon as that run has ended') && resolve())
      child.once('close', () => resolve())
    })
    expect(events().map(({event}) => event)).to.deep.equal(['imaged'])
    writer.close()
    const {code, stderr} = await ended
    expect([code, events()[0]?.state], stderr).to.deep.equal([0, 'verified'])
  })

  it('records nothing of a check that is interrupted', async function () {
    if (whyNoStrace()) return this.skip()
    const before = events()
    const log = at('strace.log')
    const slow = ['-P', at('disc.img'), '-e', 'inject=pread64:delay_enter=2000000']
    const under = ['strace', '-f', '-qq', '-o', log, '-e', 'trace=pread64', ...slow]
    const args = ['volumes', 'verify', 'MS-0001/a', '--from', 'disc.img', '--catalog', 'catalog.db']
    const {child, ended} = start(args, {cwd: root, under})
    await appeared(log, child)
    while (child.exitCode === null && readFileSync(log, 'utf8').split('pread64').length < 4)
      await new Promise((resolve) => setTimeout(resolve, 20))
    const [program] = execFileSync('pgrep', ['-P', String(child.pid)], {encoding: 'utf8'}).split('\n')
    process.kill(Number(program), 'SIGINT')
    const {code, stderr} = await ended
    expect([code, stderr.includes('nothing was recorded')], stderr).to.deep.equal([130, true])
    expect(events()).to.deep.equal(before)
  })
})
