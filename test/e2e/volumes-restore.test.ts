/** Files that are found on volumes and brought back, with the real program: whole, under no other's name, from whatever is good. */
import {spawnSync} from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {lockExclusively} from '../../src/catalog/lock.ts'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {pressingEnter} from '../support/terminal.ts'
import {filesBelow, picture, plant} from './tree.ts'

const FILES = {
  '2019/2019-05-04/IMG_1.CR2': Buffer.alloc(600_000, 'a raw picture '),
  '2019/2019-05-04/IMG_1.xmp': 'what was made of it',
  '2019/2019-05-04/100% "b".jpg': 'odd name',
  '2019/2019-05-05/film.mov': Buffer.alloc(2_000_000, 'film '),
  '2020/2020-01-01/c.jpg': Buffer.alloc(2_000_000, 'third '),
}
const TINY = `export default {name: 'tiny', apiVersion: 1, setup(api) {
  api.volumeTarget({name: 'tiny', description: 'A few MB', capacityBytes: 4_194_304, sectorBytes: 2048,
    imager: 'genisoimage', overhead: {model: 'udf-bridge', fixedSectors: 1024, sectorsPerFile: 1.5, sectorsPerDirectory: 5},
    limits: {nameBytes: 254, fileBytes: 4_194_304}}) }}`

interface Restored {
  code: number | null
  files: {
    onVolume: string
    to: string
    state: string
    from?: string
    belongsTo?: string
    mayHave?: string[]
  }[]
  discs: {volume: string; copies: {name: string; where: string | null}[]; files: number}[]
  errors: {path: string; code: string; message: string}[]
  totals: {restored: number; present: number; waiting: number; failed: number}
  next: string | null
}
interface Located {
  files: {onVolume: string; volume: string; state: string; original?: string}[]
  volumes: {id: string; needsDisc: boolean; copies: {name: string; where: string | null}[]}[]
}

/** A time that was copied is right to the µs. */
function inMs(line: string): string {
  return line.replace(/[\d.]+$/, (mtimeMs) => String(Math.round(Number(mtimeMs))))
}

const hasTools = (...tools: string[]) =>
  tools.every((tool) => spawnSync(tool, ['-version']).error === undefined)

describe('volumes locate and restore, with the real program', function () {
  this.timeout(120_000)
  let root: string
  const at = (...names: string[]) => join(root, ...names)
  const full = (args: readonly string[]) => [...args, '--catalog', 'catalog.db', '--no-progress']
  const run = (...args: string[]) => mediastruct(full(args), {cwd: root})
  const restore = async (...args: string[]): Promise<Restored> => {
    const ran = await run('volumes', 'restore', ...args, '--json')
    const document = ran.json<Restored>()
    SCHEMAS['volumes-restore']?.parse(document)
    return {...document, code: ran.code}
  }
  const refused = async (...args: string[]) => {
    const ran = await run('volumes', 'restore', ...args, '--json')
    return [ran.code, ran.json<{error: {code: string}}>().error.code]
  }
  const states = ({files}: Restored) =>
    Object.fromEntries(files.map(({onVolume, state}) => [onVolume.split('/').pop(), state]))
  /** Names, contents and times as they are in the library that was archived. */
  const expectWhole = (directory: string, names: readonly string[] = Object.keys(FILES)) => {
    const below = (top: string) => picture(at(top)).map((line) => inMs(line.slice(at(top).length)))
    plant(at('expected'), Object.fromEntries(Object.entries(FILES).filter(([name]) => names.includes(name))))
    expect(below(directory)).to.deep.equal(below('expected'))
    rmSync(at('expected'), {recursive: true})
  }
  const damage = (image: string, content: string) => {
    const bytes = readFileSync(at(image))
    bytes.fill('?', bytes.indexOf(content), bytes.indexOf(content) + 2048)
    writeFileSync(at(image), bytes)
  }

  before(function () {
    if (hasTools('genisoimage')) return
    process.stderr.write('    skipped: genisoimage not found (apt-get install genisoimage)\n')
    this.skip()
  })
  /** Two volumes with images and copies, and nothing of them at hand. */
  const onShelf = async () => {
    for (const id of ['MS-0001', 'MS-0002']) {
      expect((await run('volumes', 'image', id, '-o', `${id}.iso`)).code).to.equal(0)
      await run('volumes', 'mark', `${id}/a`, 'burned', '--where', `shelf ${id.at(-1)}`)
      renameSync(at(`${id}.iso`), at(`${id}.disc`))
    }
    renameSync(at('arch'), at('elsewhere'))
  }
  /** One disc after the other, until it is the right one. */
  const asksOnTerminal = async () => {
    renameSync(at('MS-0001.iso'), at('MS-0001.disc'))
    copyFileSync(at('MS-0002.disc'), at('drive'))
    const words = full(['volumes', 'restore', '2019', '--to', 'asked', '--from', 'drive'])
    const {code, shown} = await pressingEnter(words, root, (time) => {
      // First the disc that is in the drive is left in.
      if (time === 2) copyFileSync(at('MS-0001.disc'), at('drive'))
    })
    expect(code, shown).to.equal(0)
    expect(shown)
      .to.contain('Put MS-0001/a (kept: shelf 1) into')
      .and.to.contain('holds MS-0002, not MS-0001')
    expect(statSync(at('asked/2019/2019-05-05/film.mov')).size).to.equal(2_000_000)
    expectWhole('asked', Object.keys(FILES).slice(0, 4))
  }
  /** One that was killed holds nobody up, and nothing of any stays. */
  const onlyOneAtATime = async () => {
    plant(at('out'), {'.mediastruct/lock': '', '.mediastruct/lock-journal': ''})
    const held = lockExclusively(at('out/.mediastruct/lock'))
    try {
      expect(await refused('c.jpg', '--to', 'out')).to.deep.equal([2, 'TARGET_LOCKED'])
    } finally {
      held.close()
    }
    expect((await restore('2019', '--to', 'out', '--from', 'elsewhere/MS-0001')).totals.present).to.equal(4)
    expectWhole('out')
  }
  beforeEach(async () => {
    root = scratch()
    plant(root, {'tiny.js': TINY, 'mediastruct.config.json': '{"plugins": ["./tiny.js"]}'})
    plant(at('lib'), FILES)
    await run('crawl', 'lib')
    const archiving = ['archive', 'lib', '--to', 'arch', '--medium', 'tiny', '--order', 'strict', '--all']
    expect((await run(...archiving)).code).to.equal(0)
    expect(existsSync(at('arch/MS-0002'))).to.equal(true)
  })

  it('takes from the directory what is there, with what belongs to it, over nothing, and only where it may', async () => {
    const dry = await restore('IMG_1.CR2', '--to', 'out', '--dry-run')
    expect([dry.code, dry.totals.waiting, dry.discs, existsSync(at('out'))]).to.deep.equal([0, 2, [], false])
    plant(at('out'), {'2019/2019-05-04/IMG_1.xmp': 'my own'})
    const first = await restore('IMG_1.CR2', '--to', 'out')
    expect([first.code, first.totals.restored]).to.deep.equal([0, 2])
    expect(first.files.map(({to, belongsTo}) => [to.slice(at('out').length), belongsTo])).to.deep.equal([
      ['/2019/2019-05-04/IMG_1-2.CR2', undefined],
      ['/2019/2019-05-04/IMG_1-2.xmp', 'data/2019/2019-05-04/IMG_1.CR2'],
    ])
    expect(readFileSync(at('out/2019/2019-05-04/IMG_1.xmp'), 'utf8')).to.equal('my own')
    const again = await restore('IMG_1.CR2', '--to', 'out')
    expect([again.code, states(again)]).to.deep.equal([0, {'IMG_1.CR2': 'present', 'IMG_1.xmp': 'present'}])
    expect((await restore('2019', '2020', '--to', 'all')).totals.restored).to.equal(5)
    expectWhole('all')
    const lines = ['MS-0001', 'MS-0002'].map((id) =>
      readFileSync(at(`arch/${id}/manifest-sha256.txt`), 'utf8'),
    )
    const input = lines.join('').replaceAll('  data/', '  ')
    const checked = spawnSync('sha256sum', ['--check', '--quiet'], {cwd: at('all'), input, encoding: 'utf8'})
    // The name with a percent sign is encoded in the manifest, and sha256sum does not decode it.
    expect(checked.stdout.match(/FAILED/g) ?? []).to.have.length(1)
    symlinkSync(at('lib/2019'), at('out/2020'))
    for (const [to, code, ...more] of [
      ['lib/new', 'IN_TREE'],
      ['out', 'IN_TREE'],
      ['arch/new', 'IN_MASTER', '--into-tree'],
      ['tiny.js', 'NOT_A_DIRECTORY'],
      ['tiny.js/new/deep', 'NOT_A_DIRECTORY'],
      ['none', 'NOT_FOUND', 'nothing*'],
      ['none', 'NOT_AN_IMAGE', '--from', 'tiny.js'],
    ] as const)
      expect(await refused('2020', '--to', to, ...more), to).to.deep.equal([2, code])
    expect(existsSync(at('none'))).to.equal(false)
    const into = await restore('c.jpg', '--to', 'lib/new', '--into-tree')
    expect([into.totals.restored, into.next]).to.deep.equal([1, `mediastruct crawl ${at('lib')}`])
  })

  it('finds what lies on a shelf, and takes each file from the copy in which it is good', async () => {
    await onShelf()
    const located = (await run('volumes', 'locate', 'film.mov', '--json')).json<Located>()
    SCHEMAS['volumes-locate']?.parse(located)
    expect([located.files[0]?.onVolume, located.files[0]?.state]).to.deep.equal([
      'data/2019/2019-05-05/film.mov',
      'offline',
    ])
    expect(located.volumes.map(({needsDisc, copies}) => [needsDisc, copies[0]?.where])).to.deep.equal([
      [true, 'shelf 1'],
    ])
    expect((await run('volumes', 'locate', '2019-05-05')).stdout).to.contain('kept: shelf 1')
    const none = await restore('2019', '--to', 'out')
    expect([none.code, none.totals, none.discs.length, existsSync(at('out'))]).to.deep.equal([
      1,
      {restored: 0, restoredBytes: 0, present: 0, waiting: 4, failed: 0},
      1,
      false,
    ])
    expect(none.next).to.equal(`mediastruct volumes restore 2019 --to ${at('out')} --from /dev/sr0`)
    copyFileSync(at('MS-0001.disc'), at('bad.disc'))
    damage('bad.disc', 'film film')
    const bad = await restore('2019', '--to', 'out', '--from', 'bad.disc')
    expect([bad.code, states(bad)]).to.deep.equal([
      1,
      {'IMG_1.CR2': 'restored', 'IMG_1.xmp': 'restored', '100% "b".jpg': 'restored', 'film.mov': 'failed'},
    ])
    const film = bad.files.find(({state}) => state === 'failed')
    expect(film?.mayHave).to.deep.equal(['MS-0001/a'])
    expect(bad.errors.find(({path}) => path === film?.to)?.message).to.equal(
      `${at('bad.disc')}: its content differs; may still have it: MS-0001/a`,
    )
    expect(
      filesBelow(at('out'))
        .map(String)
        .filter((path) => /film|part$/.test(path)),
    ).to.deep.equal([])
    const whole = await restore('2019', '--to', 'out', '--from', 'bad.disc', '--from', 'MS-0001.disc')
    expect([whole.code, whole.totals.present, states(whole)['film.mov']]).to.deep.equal([0, 3, 'restored'])
    const another = await restore('*', '--to', 'out', '--from', 'bad.disc', '--from', 'elsewhere/MS-0002')
    expect([another.code, another.totals.present, states(another)['c.jpg']]).to.deep.equal([0, 4, 'restored'])
    expectWhole('out')
    await onlyOneAtATime()
    // An image that was made and is still where it was made needs no disc.
    renameSync(at('MS-0001.disc'), at('MS-0001.iso'))
    const near = await restore('film.mov', '--to', 'film')
    expect([near.code, near.files[0]?.from]).to.deep.equal([0, at('MS-0001.iso')])
    if (hasTools('script')) await asksOnTerminal()
  })
})
