/** Error correction, with the real program and dvdisaster: room for it, images that carry it, and discs that it brings back. */
import {execFileSync, spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {mediastruct, PACKAGE_ROOT} from '../support/mediastruct.ts'
import {plant} from './tree.ts'

const SECTOR = 2048
const CAPACITY = 2000
const MEDIUM = `export default {name: 'small', apiVersion: 1, setup(api) {
  api.volumeTarget({
    name: 'small', description: '4 MB', capacityBytes: ${CAPACITY * SECTOR}, sectorBytes: ${SECTOR},
    overhead: {model: 'udf-bridge', fixedSectors: 1024, sectorsPerFile: 1.5, sectorsPerDirectory: 5},
    limits: {nameBytes: 254, fileBytes: ${CAPACITY * SECTOR}}, imager: 'genisoimage', writer: 'xorriso',
  })
}}`
const DVDISASTER = join(PACKAGE_ROOT, 'plugins', 'dvdisaster', 'dist', 'plugin.js')
const config = (more: object) =>
  JSON.stringify({library: 'lib', archive: 'arch', medium: 'small', catalog: 'c.db', ...more})

/** Bytes of which no two sectors are alike. */
function noise(seed: number): Buffer {
  const bytes = Buffer.alloc(600_000)
  for (let at = 0, block = 0; at < bytes.length; at += 64, block++)
    createHash('sha512').update(`${seed} ${block}`).digest().copy(bytes, at)
  return bytes
}
const FILES = {
  '2019/2019-05-04/a.jpg': noise(1),
  '2019/2019-05-05/b.jpg': noise(2),
  '2019/2019-05-06/c.jpg': noise(3),
  '2019/2019-05-07/d.jpg': noise(4),
}

interface Ecc {
  name: string
  imageSectors: number
  redundancyPercent: number
}
interface Imaged {
  image: {sectors: number; sha256: string; ecc: Ecc | null} | null
  missing: {path: string}[]
  repaired: {path: string; ecc: string; state: string; detail: string}[]
}
interface Verified {
  result: string
  sectors: number
  damaged: {path: string}[]
  ecc: Ecc | null
  rebuild: string | null
}

describe('error correction, with the real program and dvdisaster', function () {
  this.timeout(120_000)
  let root = ''
  const at = (...names: string[]) => join(root, ...names)
  const run = (...args: string[]) => mediastruct(args, {cwd: root})
  const json = async <T>(schema: string, ...args: string[]) => {
    const ran = await run(...args, '--json')
    SCHEMAS[schema]?.parse(ran.json())
    return {...ran.json<T>(), code: ran.code, stderr: ran.stderr}
  }
  const imaging = (...args: string[]) => json<Imaged>('volumes-image', 'volumes', 'image', 'MS-0001', ...args)
  const verifying = (...args: string[]) => json<Verified>('volumes-verify', 'volumes', 'verify', ...args)
  const refused = async (...args: string[]) => {
    const ran = await run(...args, '--json')
    const {error} = ran.json<{error: {code: string; message: string}}>()
    return [ran.code, error.code, error.message] as const
  }
  const zero = (file: string, first: number, count: number) => {
    const handle = openSync(at(file), 'r+')
    writeSync(handle, Buffer.alloc(count * SECTOR), 0, count * SECTOR, first * SECTOR)
    closeSync(handle)
  }
  const sectorOf = (file: string, content: Buffer) =>
    Math.floor(readFileSync(at(file)).indexOf(content.subarray(0, SECTOR)) / SECTOR)
  const digest = (file: string) =>
    createHash('sha256')
      .update(readFileSync(at(file)))
      .digest('hex')

  before(async function () {
    const missing = ['dvdisaster', 'genisoimage', 'xorriso'].filter(
      (tool) => spawnSync(tool, ['--version']).error !== undefined,
    )
    if (missing.length > 0) {
      process.stderr.write(
        `    skipped: ${missing.join(', ')} not found (apt-get install ${missing.join(' ')})\n`,
      )
      this.skip()
    }
    root = realpathSync(mkdtempSync(join(tmpdir(), 'mediastruct-ecc-')))
    plant(at('lib'), FILES)
    writeFileSync(at('small.mjs'), MEDIUM)
    writeFileSync(
      at('mediastruct.config.json'),
      config({ecc: 'dvdisaster', plugins: ['./small.mjs', DVDISASTER]}),
    )
    await run('crawl')
  })
  after(() => root && rmSync(root, {recursive: true, force: true}))

  it('keeps room for it when volumes are packed, and fills that with it when they are imaged', async () => {
    const archiving = ['archive', '--before', '2030']
    const [code, error, message] = await refused(...archiving, '--ecc', 'dvdisater')
    expect([code, error]).to.deep.equal([2, 'UNKNOWN_NAME'])
    expect(message).to.contain('Did you mean "dvdisaster"?')
    interface Archived {
      ecc: {name: string; leastPercent: number; bytes: number} | null
      volumes: {id: string; usedBytes: number; capacityBytes: number; files: number}[]
    }
    const {ecc, volumes} = await json<Archived>('archive', ...archiving, '--reserve', '1%')
    expect([ecc?.name, ecc?.leastPercent, volumes.map(({files}) => files)]).to.deep.equal([
      'dvdisaster',
      20,
      [3, 1],
    ])
    for (const {usedBytes, capacityBytes} of volumes)
      expect(usedBytes + (ecc?.bytes ?? 0)).to.be.at.most(capacityBytes * 0.99)
    const {image} = await imaging('-o', 'v.iso')
    expect(image?.ecc?.redundancyPercent).to.be.above(20)
    expect(image?.sectors)
      .to.be.above(image?.ecc?.imageSectors ?? 0)
      .and.at.most(CAPACITY)
    expect(readFileSync(at('v.iso')).length).to.equal((image?.sectors ?? 0) * SECTOR)
    const read = await verifying('MS-0001/a', '--from', 'v.iso')
    expect([read.result, read.sectors], 'all of it is read and compared').to.deep.equal([
      'ok',
      image?.sectors,
    ])
  })

  it('names damaged files and the command that repairs a copy of the image, never the image', async () => {
    copyFileSync(at('v.iso'), at('d.iso'))
    zero('d.iso', sectorOf('d.iso', FILES['2019/2019-05-05/b.jpg']) + 3, 180)
    const before = digest('d.iso')
    // Nothing but the damaged copy is left.
    renameSync(at('arch/MS-0001'), at('gone'))
    const {damaged, ecc, rebuild} = await verifying('MS-0001/a', '--from', 'd.iso')
    expect(damaged.map(({path}) => path)).to.deep.equal(['data/2019/2019-05-05/b.jpg'])
    expect(ecc?.name).to.equal('dvdisaster')
    expect(rebuild).to.equal(
      `mediastruct volumes image MS-0001 -o MS-0001.iso --from ${at('d.iso')} --ecc dvdisaster`,
    )
    // Nor the image that it was burned from.
    renameSync(at('v.iso'), at('v.away'))
    const restoring = ['volumes', 'restore', 'b.jpg', '--to', 'back']
    const restored = await json<{next: string}>('volumes-restore', ...restoring, '--from', 'd.iso')
    expect([restored.code, restored.next]).to.deep.equal([1, rebuild])
    const [, , , ...words] = rebuild?.split(' ') ?? []
    const {code, repaired, image} = await imaging(...words.slice(1))
    expect([code, repaired.map(({state}) => state)]).to.deep.equal([0, ['intact']])
    expect(repaired[0]?.detail).to.equal('180 sectors were repaired')
    expect((await run(...restoring)).code, 'from the image that was made').to.equal(0)
    expect(readFileSync(at('back/2019/2019-05-05/b.jpg'))).to.deep.equal(FILES['2019/2019-05-05/b.jpg'])
    renameSync(at('v.away'), at('v.iso'))
    expect(digest('d.iso')).to.equal(before)
    expect(image?.ecc?.redundancyPercent).to.be.above(20)
    expect(
      (await verifying('MS-0001/b', '--from', 'MS-0001.iso')).result,
      'every file is right again',
    ).to.equal('ok')
  })

  it('brings back a disc that has no file system any more', async () => {
    copyFileSync(at('v.iso'), at('d.iso'))
    zero('d.iso', 0, 60)
    zero('d.iso', 256, 20)
    const ran = await run('volumes', 'verify', 'MS-0001/a', '--from', 'd.iso')
    expect(ran.stderr).to.contain('its copy may be repaired: mediastruct volumes image MS-0001')
    const {code, repaired} = await imaging('-o', 'again.iso', '--from', 'd.iso', '--ecc', 'none')
    expect([code, repaired.map(({state}) => state)]).to.deep.equal([0, ['intact']])
  })

  it('says what is beyond it, and takes that from other copies', async () => {
    copyFileSync(at('v.iso'), at('d.iso'))
    zero('d.iso', sectorOf('d.iso', FILES['2019/2019-05-05/b.jpg']), 700)
    const {code, image, missing, repaired} = await imaging('-o', 'none.iso', '--from', 'd.iso')
    expect([code, image, existsSync(at('none.iso'))]).to.deep.equal([1, null, false])
    expect(missing.map(({path}) => path)).to.include('data/2019/2019-05-05/b.jpg')
    expect(missing.map(({path}) => path)).to.not.include('data/2019/2019-05-04/a.jpg')
    expect(repaired[0]?.state).to.equal('damaged')
    const both = await imaging('-o', 'both.iso', '--from', 'small.mjs', '--from', 'd.iso', '--from', 'gone')
    expect([both.code, both.repaired, both.missing]).to.deep.equal([0, [], []])
    expect(both.stderr).to.contain(`Nothing is taken from ${at('small.mjs')}`)
    expect((await verifying('MS-0001/c', '--from', 'both.iso')).result).to.equal('ok')
  })

  it('burns an image that carries it, where that is asked for, and reads all of it back', async () => {
    renameSync(at('gone'), at('arch/MS-0001'))
    const burning = ['volumes', 'burn', 'MS-0001', '--device', `stdio:${at('disc.img')}`, '--verify']
    interface Burned {
      image: {path?: string; sectors: number; ecc: Ecc | null}
      copies: {state: string; check: {sectors: number; result: string}}[]
    }
    const {image, copies, code} = await json<Burned>('volumes-burn', ...burning)
    expect([code, image.ecc?.name, copies[0]?.state]).to.deep.equal([0, 'dvdisaster', 'verified'])
    expect(copies[0]?.check.sectors).to.equal(image.sectors)
    const named = ['--image', 'again.iso', '--ecc', 'dvdisaster']
    const [refusal, error] = await refused(
      'volumes',
      'burn',
      'MS-0001',
      '--device',
      `stdio:${at('e.img')}`,
      ...named,
    )
    expect([refusal, error]).to.deep.equal([2, 'NOT_AN_IMAGE_OF'])
  })

  it('leaves no image, and the volume as it was, where dvdisaster is killed or does nothing', async () => {
    const real = execFileSync('which', ['dvdisaster'], {encoding: 'utf8'}).trim()
    for (const [name, does, told] of [
      ['killed', 'kill -9 $$', 'it was ended by SIGKILL'],
      ['idle', 'exit 0', 'dvdisaster added no error correction'],
    ] as const) {
      plant(at(name), {dvdisaster: `#!/bin/sh\ncase "$*" in *-mRS02*) ${does};; esac\nexec ${real} "$@"\n`})
      chmodSync(at(name, 'dvdisaster'), 0o755)
      const env = {PATH: `${at(name)}:${process.env.PATH}`}
      const ran = await mediastruct(['volumes', 'image', 'MS-0002', '-o', 'no/no.iso'], {cwd: root, env})
      expect([ran.code, readdirSync(at('no'))], name).to.deep.equal([1, []])
      expect(ran.stderr).to.contain(told)
    }
    expect((await run('volumes', 'list')).stdout).to.match(/^MS-0002\s+unburned\b/m)
  })

  it('refuses an image that leaves too little room, with the redundancy that there is', async () => {
    writeFileSync(
      at('mediastruct.config.json'),
      config({ecc: 'dvdisaster', plugins: ['./small.mjs', [DVDISASTER, {least: 190}]]}),
    )
    const [code, error, message] = await refused('volumes', 'image', 'MS-0001', '-o', 'no.iso')
    expect([code, error, existsSync(at('no.iso'))]).to.deep.equal([2, 'NO_ECC_ROOM', false])
    expect(message).to.match(/room for [\d.]+ % of error correction. "dvdisaster" wants at least 190 %/)
  })

  it('says how the plugin is turned on once it is there', async () => {
    const {stdout} = await mediastruct(
      ['plugins', 'link', join(PACKAGE_ROOT, 'plugins', 'dvdisaster'), '--no-install'],
      {cwd: root},
    )
    expect(stdout).to.include('taps ecc "dvdisaster"').and.include('ecc: dvdisaster')
  })

  it('says which program, or plugin, is missing where a copy could be repaired', async () => {
    const imaged = ['volumes', 'image', 'MS-0001', '-o', 'no.iso', '--ecc', 'none', '--from', 'd.iso']
    mkdirSync(at('bin'))
    const genisoimage = execFileSync('which', ['genisoimage'], {encoding: 'utf8'}).trim()
    symlinkSync(genisoimage, at('bin/genisoimage'))
    const without = await mediastruct(imaged, {cwd: root, env: {PATH: at('bin')}})
    expect([without.code, without.stdout]).to.satisfy(
      ([code, text]: [number, string]) => code === 1 && text.includes('b.jpg'),
    )
    expect(without.stderr).to.contain('apt-get install dvdisaster')
    writeFileSync(at('mediastruct.config.json'), config({plugins: ['./small.mjs']}))
    const {code, stderr} = await run(...imaged)
    expect(code).to.equal(1)
    expect(stderr).to.contain('error correction by "dvdisaster", which no plugin here offers')
  })
})
