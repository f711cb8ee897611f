/** Images of volumes, with the real program and the imagers that Debian has. */
import {execFileSync, spawnSync} from 'node:child_process'
import {chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {bagProblems} from '../support/bag.ts'
import {appeared, mediastruct, type Ran, start} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {plant} from './tree.ts'

const FILES = {
  '2019/2019-05-04 Fête/100% "b".jpg': 'two',
  '2019/2019-05-04 Fête/日本.jpg': 'not Latin',
  '2019/2019-05-05/a.jpg': 'needle in a haystack',
  '2019/2019-05-05/film.mov': Buffer.alloc(2_000_000, 'film'),
}

interface Imaged {
  copy: string | null
  state: string
  image: {path: string; imager: string; sectors: number; bytes: number; sha256: string} | null
  missing: {path: string; message: string}[]
  damaged: {path: string; message: string}[]
}
interface Archived {
  volumes: {id: string; usedBytes: number; capacityBytes: number}[]
}
interface Listed {
  volumes: {id: string; state: string; copies: {name: string; state: string}[]}[]
}

const hasTools = (...tools: string[]) =>
  tools.every((tool) => spawnSync(tool, ['-version']).error === undefined)

describe('volumes image, with the real program', function () {
  this.timeout(120_000)
  let root: string
  const at = (...names: string[]) => join(root, ...names)
  const run = (...args: string[]) => mediastruct([...args, '--catalog', 'catalog.db'], {cwd: root})
  const json = async <T>(...args: string[]) => (await run(...args, '--json')).json<T>()
  const archiving = ['archive', 'lib', '--to', 'arch', '--medium', 'dvd-r']
  const imaging = ['volumes', 'image', 'MS-0001', '-o', 'v.iso']
  const state = async () => (await json<Listed>('volumes', 'list')).volumes[0]?.state
  const leavesNothing = async () => {
    expect(readdirSync(root).filter((name) => name.includes('.iso'))).to.deep.equal([])
    expect(await state()).to.equal('unburned')
  }
  /** A program that stands before the real one, which is `$REAL`. */
  const instead = (script: string) => {
    const real = execFileSync('sh', ['-c', 'command -v genisoimage'], {encoding: 'utf8'}).trim()
    plant(root, {'bin/genisoimage': `#!/bin/sh\nREAL=${real}\n${script}\n`})
    chmodSync(at('bin', 'genisoimage'), 0o755)
    return {cwd: root, env: {PATH: `${at('bin')}:${process.env.PATH}`}}
  }
  const onlyTheImage = (script: string) =>
    instead(`case " $* " in *" -print-size "*|*--version*) exec $REAL "$@";; esac\n${script}`)
  const full = (args: readonly string[]) => [...args, '--catalog', 'catalog.db']

  before(function () {
    if (hasTools('genisoimage', 'xorriso', '7z')) return
    process.stderr.write(
      '    skipped: genisoimage, xorriso or 7z not found (apt-get install genisoimage xorriso p7zip-full)\n',
    )
    this.skip()
  })
  beforeEach(async () => {
    root = scratch()
    plant(at('lib'), FILES)
    await run('crawl', 'lib')
  })

  it('makes an image of exactly the sectors that were planned, which standard tools check', async () => {
    const planned = await json<Archived>(...archiving, '--dry-run')
    const archived = await json<Archived>(...archiving)
    expect(archived.volumes[0]?.usedBytes).to.equal(planned.volumes[0]?.usedBytes)
    const ran = await run(...imaging, '--json')
    expect([ran.code, ran.stderr]).to.deep.equal([0, ''])
    const document = ran.json<Imaged>()
    SCHEMAS['volumes-image']?.parse(document)
    expect([document.copy, document.state]).to.deep.equal(['a', 'imaged'])
    expect(document.image?.bytes).to.equal(archived.volumes[0]?.usedBytes)
    expect(statSync(at('v.iso')).size).to.equal(archived.volumes[0]?.usedBytes)
    expect(execFileSync('sha256sum', ['v.iso'], {cwd: root, encoding: 'utf8'})).to.contain(
      document.image?.sha256,
    )

    execFileSync('7z', ['x', '-y', '-tudf', '-ox', 'v.iso'], {cwd: root, stdio: 'pipe'})
    for (const bag of [at('arch', 'MS-0001'), at('x')]) expect(bagProblems(bag)).to.deep.equal([])
    for (const manifest of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
      const input = readFileSync(at('x', manifest), 'utf8').replaceAll('%25', '%')
      execFileSync('sha256sum', ['--check', '--strict', '--quiet', '-'], {cwd: at('x'), input})
    }
    expect(readdirSync(at('x'))).to.have.members([
      'README.txt',
      'archive-index.json',
      'bag-info.txt',
      'bagit.txt',
      'data',
      'manifest-sha256.txt',
      'tagmanifest-sha256.txt',
      'volume-index.json',
    ])
    for (const [name, schema] of [
      ['archive-index.json', 'archive-index'],
      ['volume-index.json', 'volume-index'],
    ] as const)
      SCHEMAS[schema]?.parse(JSON.parse(readFileSync(at('x', name), 'utf8')))
    const again = await json<Archived>(...archiving)
    expect(again.volumes).to.deep.equal([])
  })

  it('lists further checksums where the config asks for them, and plans their room', async () => {
    plant(root, {'mediastruct.config.json': JSON.stringify({manifests: ['sha512', 'blake3']})})
    const archived = await json<Archived>(...archiving)
    expect(bagProblems(at('arch', 'MS-0001'))).to.deep.equal([])
    const {image} = await json<Imaged>(...imaging)
    expect(image?.bytes).to.equal(archived.volumes[0]?.usedBytes)
    execFileSync('7z', ['x', '-y', '-tudf', '-ox', 'v.iso'], {cwd: root, stdio: 'pipe'})
    expect(bagProblems(at('x'))).to.deep.equal([])
    expect(readdirSync(at('x')).filter((name) => name.includes('manifest'))).to.have.length(6)
    await json<Imaged>(
      'volumes',
      'image',
      'MS-0001',
      '-o',
      'again.iso',
      '--from',
      'v.iso',
      '--no-archive-index',
    )
    execFileSync('7z', ['x', '-y', '-tudf', '-oy', 'again.iso'], {cwd: root, stdio: 'pipe'})
    expect(bagProblems(at('y'))).to.deep.equal([])
  })

  it('leaves out the index of the archive for a disc that is given away', async () => {
    await run(...archiving)
    const {stdout} = await run(...imaging, '--no-archive-index')
    expect(stdout, 'it is never burned unasked').to.contain(` --image ${at('v.iso')} `)
    const listed = execFileSync('7z', ['l', '-tudf', 'v.iso'], {cwd: root, encoding: 'utf8'})
    expect(listed).to.contain('volume-index.json').and.not.contain('archive-index.json')
  })

  it('lets xorriso make it where a name would not live in UDF', async () => {
    plant(at('lib'), {
      '2019/2019-05-05/10:20 what? 😀.jpg': 'odd',
      '2019/2019-05-05/line\nbreak.jpg': 'odder',
    })
    await run('crawl', 'lib')
    const archived = await json<Archived>(...archiving)
    const {image} = await json<Imaged>(...imaging)
    expect(image?.imager).to.equal('xorriso')
    const planned = archived.volumes[0]?.usedBytes ?? 0
    expect(planned - (image?.bytes ?? 0)).to.be.within(0, 512 * 2048)
    const refused = await run(...imaging, '--imager', 'genisoimage')
    expect([refused.code, refused.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 2 && text.includes('xorriso'),
    )
  })

  it('says which package brings an imager that is not there', async () => {
    await run(...archiving)
    const node = join(process.execPath, '..')
    const ran = await mediastruct(full(imaging), {cwd: root, env: {PATH: node}})
    expect(ran.code).to.equal(2)
    expect(ran.stderr).to.contain('apt-get install genisoimage')
    await leavesNothing()
  })

  it('leaves nothing where the imager fails, writes something else, or the disk is full', async () => {
    await run(...archiving)
    const failing = await mediastruct(full(imaging), onlyTheImage('$REAL "$@" | head -c 700000; exit 5'))
    expect([failing.code, failing.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 1 && text.includes('exit code 5'),
    )
    await leavesNothing()
    const altered = onlyTheImage('$REAL "$@" | sed s/needle/noodle/')
    const wrong = await mediastruct([...full(imaging), '--json'], altered)
    expect(wrong.code).to.equal(1)
    const {damaged, image} = wrong.json<Imaged>()
    expect(image).to.equal(null)
    expect(damaged).to.deep.equal([{path: 'data/2019/2019-05-05/a.jpg', message: 'its content differs'}])
    await leavesNothing()
    const disk = await mediastruct(full(imaging), {cwd: root, under: ['prlimit', '--fsize=1500000']})
    expect(disk.code).to.equal(1)
    await leavesNothing()
  })

  it('leaves nothing when it is interrupted, and begins again', async () => {
    await run(...archiving)
    const slow = onlyTheImage(`$REAL "$@" | head -c 700000; touch ${at('half')}; exec sleep 100`)
    const {child, ended} = start(full(imaging), slow)
    await appeared(at('half'), child)
    child.kill('SIGINT')
    const ran: Ran = await ended
    expect(ran.code).to.equal(130)
    await leavesNothing()
    expect((await run(...imaging)).code).to.equal(0)
  })

  it('refuses before anything what is larger than the medium, and a name that is not ours', async () => {
    const tiny = (
      sectors: number,
    ) => `export default {name: 'tiny', apiVersion: 1, setup(api) { api.volumeTarget({
        name: 'tiny', description: 'Tells little', capacityBytes: ${sectors * 2048}, sectorBytes: 2048, imager: 'genisoimage',
        overhead: {fixedSectors: 0, sectorsPerFile: 0, sectorsPerDirectory: 0}, limits: {nameBytes: 254, fileBytes: 1e12}}) }}`
    plant(at('lib'), {'2019/2019-05-04/film.mov': Buffer.alloc(1_500_000)})
    await run('crawl', 'lib')
    plant(root, {'tiny.mjs': tiny(4096), 'mediastruct.config.json': '{"plugins": ["./tiny.mjs"]}'})
    const {volumes} = await json<Archived>('archive', 'lib', '--to', 'arch', '--medium', 'tiny')
    expect(volumes[0]?.usedBytes, 'as its imager does it').to.be.within(413 * 2048, 4096 * 2048)
    writeFileSync(at('tiny.mjs'), tiny(512))
    const over = await run(...imaging)
    expect([over.code, over.stderr]).to.satisfy(
      ([code, text]: [number, string]) =>
        code === 2 && text.includes('the medium has 512') && /undo 01/.test(text),
    )
    await leavesNothing()
    writeFileSync(at('v.iso'), 'mine')
    expect((await run(...imaging)).code).to.equal(2)
    expect(readFileSync(at('v.iso'), 'utf8')).to.equal('mine')
  })

  it('rebuilds from copies, each file from one where it is good', async () => {
    await run(...archiving)
    await run(...imaging)
    const damage = (name: string, what: string) => {
      const bytes = readFileSync(at('v.iso'))
      bytes.write('#', bytes.indexOf(what))
      writeFileSync(at(name), bytes)
    }
    damage('a.iso', 'needle in a haystack')
    damage('b.iso', 'not Latin')
    rmSync(at('arch', 'MS-0001'), {recursive: true})
    const rebuilding = ['volumes', 'image', 'MS-0001', '-o', 'new.iso', '--from', 'a.iso']
    const lacking = await json<Imaged>(...rebuilding)
    expect(lacking.image).to.equal(null)
    expect(lacking.missing.map(({path}) => path)).to.deep.equal(['data/2019/2019-05-05/a.jpg'])
    expect(existsSync(at('new.iso'))).to.equal(false)
    execFileSync('7z', ['x', '-y', '-tudf', '-ox', 'b.iso'], {cwd: root, stdio: 'pipe'})
    for (const other of ['b.iso', 'x']) {
      const ran = await run(...rebuilding, '--from', other, '--json')
      expect([ran.code, ran.json<Imaged>().missing]).to.deep.equal([0, []])
      rmSync(at('y'), {recursive: true, force: true})
      execFileSync('7z', ['x', '-y', '-tudf', '-oy', 'new.iso'], {cwd: root, stdio: 'pipe'})
      expect(readFileSync(at('y/data/2019/2019-05-05/a.jpg'), 'utf8')).to.equal('needle in a haystack')
      expect(readFileSync(at('y/data/2019/2019-05-04 Fête/日本.jpg'), 'utf8')).to.equal('not Latin')
    }
    expect(readdirSync(root).filter((name) => name.startsWith('mediastruct-'))).to.deep.equal([])
  })
})
