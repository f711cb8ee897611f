/** Burning, with the real program: a file stands in for a drive (`stdio:`), and a program before the writer for its faults. */
import {execFileSync, spawnSync} from 'node:child_process'
import {chmodSync, copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {madeOnce} from '../support/made-once.ts'
import {appeared, mediastruct, start} from '../support/mediastruct.ts'
import {recordedCopies} from '../support/recorded.ts'
import {pressingEnter} from '../support/terminal.ts'
import {multiset, plant} from './tree.ts'

const SECTOR = 2048
const FILES = {
  '2019/2019-05-04/a.jpg': Buffer.alloc(9000, 'first '),
  '2019/2019-05-05/film.mov': Buffer.alloc(1_500_000, 'film '),
}
const TINY = `export default {name: 'tiny', apiVersion: 1, setup(api) {
  const medium = (name, more) => api.volumeTarget({name, description: 'A few MB', capacityBytes: 4_194_304, sectorBytes: 2048,
    imager: 'genisoimage', overhead: {model: 'udf-bridge', fixedSectors: 1024, sectorsPerFile: 1.5, sectorsPerDirectory: 5},
    limits: {nameBytes: 254, fileBytes: 4_194_304}, ...more})
  medium('tiny', {writer: 'xorriso'})
  medium('unwritten', {}) }}`

interface Burnt {
  copies: {
    name: string
    state: string
    problem: string | null
    check: {result: string; sectors: number} | null
  }[]
  left: string[]
  next: string | null
  image: {path?: string; sha256: string; sectors: number}
  volumeState: string
}
interface Refused {
  error: {code: string; message: string}
}

const hasTools = (...tools: string[]) =>
  tools.every((tool) => spawnSync(tool, ['-version']).error === undefined)

describe('volumes burn, with the real program', function () {
  this.timeout(120_000)
  let root: string
  let env: Record<string, string> = {}
  const at = (...names: string[]) => join(root, ...names)
  const full = (args: readonly string[]) => [...args, '--catalog', 'catalog.db', '--no-progress']
  const run = (...args: string[]) => mediastruct(full(args), {cwd: root, env})
  const copies = () => recordedCopies(at('catalog.db'))
  const burning = (copy: string, ...more: string[]) => [
    ...['volumes', 'burn', copy, '--device', 'stdio:disc.img'],
    ...more,
  ]
  const burn = async (copy: string, ...more: string[]) => {
    const ran = await run(...burning(copy, ...more), '--json')
    const document = ran.json<Burnt>()
    SCHEMAS['volumes-burn']?.parse(document)
    return {...document, code: ran.code}
  }
  /** Nothing is written, and nothing recorded. */
  const refused = async (...args: string[]) => {
    const before = [copies(), existsSync(at('disc.img')) && readFileSync(at('disc.img'))]
    const ran = await run(...args, '--json')
    expect([copies(), existsSync(at('disc.img')) && readFileSync(at('disc.img'))]).to.deep.equal(before)
    const {code, message} = ran.json<Refused>().error
    return [ran.code, code, message] as const
  }
  /** A program that stands before the real writer, which is `$REAL`; only what `cdrecord` is asked for is of its making. */
  const instead = (script: string, all = false) => {
    const real = execFileSync('sh', ['-c', 'command -v xorriso'], {encoding: 'utf8'}).trim()
    const others = all ? '' : 'case " $* " in *" cdrecord "*) ;; *) exec $REAL "$@";; esac\n'
    plant(root, {'bin/xorriso': `#!/bin/sh\nREAL=${real}\n${others}${script}\n`})
    chmodSync(at('bin', 'xorriso'), 0o755)
    env = {PATH: `${at('bin')}:${process.env.PATH}`}
  }

  before(function () {
    if (hasTools('genisoimage', 'xorriso')) return
    process.stderr.write(
      '    skipped: genisoimage or xorriso not found (apt-get install genisoimage xorriso)\n',
    )
    this.skip()
  })
  const made = madeOnce(async (directory) => {
    root = directory
    plant(root, {'tiny.mjs': TINY, 'mediastruct.config.json': JSON.stringify({plugins: ['./tiny.mjs']})})
    plant(at('lib'), FILES)
    await run('crawl', 'lib')
    const {code, stderr} = await run('archive', 'lib', '--to', 'arch', '--medium', 'tiny')
    expect(code, stderr).to.equal(0)
  })
  beforeEach(() => {
    root = made.path
    env = {}
  })

  it('images, burns and reads back: only that makes it verified', async () => {
    const before = multiset(at('arch/MS-0001/data'))
    const first = await burn('MS-0001')
    expect([first.code, first.copies[0]?.name, first.copies[0]?.state]).to.deep.equal([0, 'a', 'burned'])
    expect(first.next).to.equal(`mediastruct volumes verify MS-0001/a --from ${at('disc.img')}`)
    expect(existsSync(at('arch/MS-0001/UNBURNED'))).to.equal(false)
    expect((await run(...(first.next ?? '').split(' ').slice(1))).code).to.equal(0)
    copyFileSync(at('disc.img'), at('a.img'))
    writeFileSync(at('disc.img'), '')
    const second = await burn('MS-0001', '--verify')
    expect([second.code, second.copies[0]?.name, second.volumeState]).to.deep.equal([0, 'b', 'verified'])
    expect(second.copies[0]?.check).to.deep.include({result: 'ok', sectors: second.image.sectors})
    expect(statSync(at('disc.img')).size).to.be.greaterThan(second.image.sectors * SECTOR - 1)
    expect(copies()).to.deep.equal(['a verified', 'b verified'])
    expect(multiset(at('arch/MS-0001/data'))).to.deep.equal(before)
    rmSync(at('arch/MS-0001'), {recursive: true})
    writeFileSync(at('disc.img'), '')
    const third = await burn('MS-0001', '--verify', '--from', 'a.img')
    expect([third.code, third.copies[0]?.name, third.copies[0]?.state]).to.deep.equal([0, 'c', 'verified'])
  })

  it('takes an image that was made before, and none that is not ours', async () => {
    await run('volumes', 'image', 'MS-0001', '-o', 'v.iso')
    copyFileSync(at('v.iso'), at('other.iso'))
    writeFileSync(at('other.iso'), 'more', {flag: 'a'})
    expect((await refused(...burning('MS-0001', '--image', 'other.iso'))).slice(0, 2)).to.deep.equal([
      2,
      'NOT_AN_IMAGE_OF',
    ])
    const named = await burn('MS-0001/c', '--image', 'v.iso', '--verify')
    expect([named.code, named.image.path, named.copies[0]?.state]).to.deep.equal([0, at('v.iso'), 'verified'])
    writeFileSync(at('disc.img'), '')
    expect((await burn('MS-0001')).image.path, 'the newest is found by itself').to.equal(at('v.iso'))
    expect((await refused(...burning('MS-0001/c'))).slice(0, 2)).to.deep.equal([2, 'COPY_STATE'])
  })

  it('says how to go on where nobody can put the next disc in', async () => {
    const one = await burn('MS-0001', '--copies', '3', '--verify')
    expect([one.code, one.copies.map(({state}) => state), one.left]).to.deep.equal([
      1,
      ['verified'],
      ['b', 'c'],
    ])
    expect(one.next).to.equal(
      `mediastruct volumes burn MS-0001/b --device stdio:${at('disc.img')} --copies 2 --verify`,
    )
    writeFileSync(at('disc.img'), '')
    const two = await run(...(one.next ?? '').split(' ').slice(1))
    expect(two.stdout)
      .to.contain('MS-0001/b is verified')
      .and.to.contain('Put in another blank medium, then: ')
  })

  it('writes over nothing: not a burned disc, not a file, not the archive', async () => {
    await burn('MS-0001')
    expect((await refused(...burning('MS-0001'))).slice(0, 2)).to.deep.equal([2, 'NOT_BLANK'])
    const late = Buffer.alloc(400_000)
    late.write('a photo', 300_000)
    writeFileSync(at('disc.img'), late)
    expect((await refused(...burning('MS-0001'))).slice(0, 2)).to.deep.equal([2, 'NOT_BLANK'])
    for (const [device, code] of [
      ['disc.img', 'BAD_DEVICE'],
      ['/dev/nothing', 'BAD_DEVICE'],
      ['stdio:/dev/null', 'BAD_DEVICE'],
      [`stdio:${at('lib')}`, 'BAD_DEVICE'],
    ] as const)
      expect((await refused('volumes', 'burn', 'MS-0001', '--device', device))[1], device).to.equal(code)
  })

  it('refuses a medium that is too small, or that can not be told, before a byte is written', async () => {
    instead(`$REAL "$@" 2>&1 | sed 's/[0-9]* writable/100 writable/'`, true)
    const small = await refused(...burning('MS-0001'))
    expect([small[0], small[1], small[2].includes('takes 100 sectors')]).to.deep.equal([2, 'TOO_SMALL', true])
    instead('echo "xorriso : FAILURE : Cannot acquire drive" >&2; exit 5', true)
    const [code, name, message] = await refused(...burning('MS-0001'))
    expect([code, name, message.includes('Cannot acquire drive')]).to.deep.equal([2, 'NO_MEDIUM', true])
    expect(copies(), 'no image was made for it').to.deep.equal([])
  })

  for (const [what, script, message] of [
    ['fails', 'echo "SCSI error: Medium error" >&2; exit 32', 'Medium error'],
    ['is killed', 'kill -9 $$', 'SIGKILL'],
  ] as const) {
    it(`leaves the copy failed where the writer ${what}, and nothing else changed`, async () => {
      await run('volumes', 'image', 'MS-0001', '-o', 'v.iso')
      instead(script)
      const {code, copies: done, left, next} = await burn('MS-0001', '--copies', '2')
      expect([code, done[0]?.state, done.length, left]).to.deep.equal([1, 'failed', 1, ['a', 'b']])
      expect(done[0]?.problem).to.contain(message)
      expect(next).to.contain('MS-0001/a')
      expect([copies(), existsSync(at('arch/MS-0001/UNBURNED'))]).to.deep.equal([['a failed'], true])
      env = {}
      expect((await burn('MS-0001', '--verify')).copies[0]).to.deep.include({name: 'a', state: 'verified'})
    })
  }

  for (const [what, script] of [
    ['writes half of it', 'for last; do :; done; head -c 1300000 "$last" > disc.img'],
    ['writes nothing', 'exit 0'],
    ['writes something else', 'head -c 3000000 /dev/urandom > disc.img'],
    ['loses a sector', '$REAL "$@"; printf XXXX | dd of=disc.img bs=2048 seek=600 conv=notrunc 2>&-'],
  ] as const) {
    it(`finds a drive that says it is well and ${what}`, async () => {
      instead(script)
      const {code, copies: done, left} = await burn('MS-0001', '--verify')
      expect([code, done[0]?.state, left]).to.deep.equal([1, 'failed', ['a']])
    })
  }

  it('ends a burn that is cancelled, and leaves its copy failed', async () => {
    instead(`touch ${at('half')}; head -c 9000 /dev/urandom > disc.img; sleep 5`)
    const {child, ended} = start(full(burning('MS-0001', '--verify')), {cwd: root, env})
    await appeared(at('half'), child)
    child.kill('SIGINT')
    const ran = await ended
    expect(ran.code, ran.stderr).to.equal(130)
    expect(copies()).to.deep.equal(['a failed'])
    expect(existsSync(at('arch/MS-0001/UNBURNED'))).to.equal(true)
  })

  it('names the package of a writer that is not there, and a medium that nothing writes', async () => {
    const genisoimage = execFileSync('sh', ['-c', 'command -v genisoimage'], {encoding: 'utf8'}).trim()
    plant(root, {'bin/genisoimage': `#!/bin/sh\nexec ${genisoimage} "$@"\n`})
    env = {PATH: `${at('bin')}:${join(process.execPath, '..')}`}
    const ran = await run(...burning('MS-0001'))
    expect([ran.code, ran.stderr.includes('apt-get install xorriso')]).to.deep.equal([2, true])
    env = {}
    plant(at('lib'), {'2020/2020-01-01/x.jpg': 'x'})
    await run('crawl', 'lib')
    await run('archive', 'lib', '--to', 'arch', '--medium', 'unwritten')
    expect((await refused(...burning('MS-0002'))).slice(0, 2)).to.deep.equal([2, 'NO_WRITER'])
  })

  it('asks for the next disc on a terminal, until it is a blank one', async function () {
    if (!hasTools('script')) return this.skip()
    const words = full(burning('MS-0001', '--copies', '2', '--verify'))
    const {code, shown} = await pressingEnter(words, root, (time) => {
      // First the disc that was just written is left in by mistake.
      if (time === 2) writeFileSync(at('disc.img'), '')
    })
    expect(code, shown).to.equal(0)
    expect(shown).to.contain('Put a blank medium for MS-0001/b').and.to.contain('not a blank medium')
    expect(copies()).to.deep.equal(['a verified', 'b verified'])
  })
})
