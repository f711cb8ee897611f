/** The plugin that brings ExifTool, linked as a checkout has it, in the real program. */
import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {filmScan, HAS_PERL, metadataOnly, WITHOUT_PERL} from '../../plugins/exiftool/test/files.ts'
import {link} from '../support/linked-plugin.ts'
import {mediastruct, PACKAGE_ROOT, type Ran, start} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {snippets} from '../support/snippets.ts'
import {photo} from './examples.ts'
import {multiset, plant} from './tree.ts'

const PLUGIN = join(PACKAGE_ROOT, 'plugins', 'exiftool')
const [CONFIG = ''] = snippets('plugins/exiftool/README.md', 'yaml')
const INGEST = ['ingest', 'drop', '--to', 'library', '--json']

interface Document {
  moves: {from: string; to: string; date: string; dateSource: string}[]
  left: {path: string; code: string}[]
  errors: {path: string; code: string; message: string}[]
}

/** A drop, and the config that the plugin's README shows. */
function world(files: Readonly<Record<string, Uint8Array>>, config = CONFIG): string {
  const directory = scratch()
  plant(join(directory, 'drop'), files)
  writeFileSync(join(directory, 'mediastruct.config.yaml'), config)
  return directory
}

const notes = (local = '2004:05:06 07:08:09') => metadataOnly({36867: local})

/** `[name in the drop, date, source]` of each move, by name. */
function dated({moves}: Document): string[][] {
  return moves.map(({from, date, dateSource}) => [from.replace(/.*\/drop\//, ''), date, dateSource]).sort()
}

function done(ran: Ran): Document {
  expect(ran.code, ran.stdout + ran.stderr).to.equal(0)
  return ran.json<Document>()
}

describe('the plugin that brings ExifTool, linked', function () {
  this.timeout(60_000)

  it('says how it is turned on', async () => {
    const {stdout, code} = await mediastruct(['plugins', 'link', PLUGIN, '--no-install'], {cwd: scratch()})
    expect(code).to.equal(0)
    expect(stdout).to.include('taps captureDate "exiftool"').and.include('dates: ["...", exiftool]')
  })

  it('can be turned off like one that ships', async () => {
    await link(PLUGIN)
    const cwd = world({'a.exv': notes()}, `${CONFIG}\ndisable: [exiftool]\n`)
    const {code, stdout} = await mediastruct(INGEST, {cwd})
    expect(code).to.equal(2)
    expect(stdout).to.include('UNKNOWN_NAME').and.include('is turned off in')
  })

  it('is not asked, and needs no Perl, where no config names its source', async () => {
    await link(PLUGIN)
    const cwd = world({'a.exv': notes(), 'b.jpg': photo('a', 'b', '2019-01-02T03:04:05')}, '{}\n')
    const {moves, left} = done(await mediastruct(INGEST, {cwd, env: WITHOUT_PERL_ON_PATH}))
    expect(moves.map(({dateSource}) => dateSource)).to.deep.equal(['exif'])
    expect(left.map(({code}) => code)).to.deep.equal(['undated'])
  })

  it('says of each file that Perl is missing; what needs no Perl is filed', async () => {
    await link(PLUGIN)
    const cwd = world({
      'a.exv': notes(),
      'b.jpg': photo('a', 'b', '2019-01-02T03:04:05'),
      'c.dpx': filmScan(''),
    })
    const before = multiset(cwd)
    const ran = await mediastruct(INGEST, {cwd, env: WITHOUT_PERL_ON_PATH})
    expect(ran.code, ran.stderr).to.equal(1)
    const {moves, errors} = ran.json<Document>()
    expect(moves.map(({dateSource}) => dateSource)).to.deep.equal(['exif'])
    expect(errors.map(({path}) => path)).to.deep.equal([join(cwd, 'drop/a.exv'), join(cwd, 'drop/c.dpx')])
    for (const {code, message} of errors) {
      expect(code).to.equal('PLUGIN_FAILED')
      expect(message).to.include('apt install perl')
    }
    expect(multiset(cwd)).to.deep.equal(before)
  })
})

/** Node.js itself is started by its path. */
const WITHOUT_PERL_ON_PATH = {PATH: '/nowhere'}

describe(`the plugin that brings ExifTool, where there is a Perl${WITHOUT_PERL}`, function () {
  this.timeout(60_000)
  before(function () {
    if (!HAS_PERL) this.skip()
  })
  beforeEach(async () => link(PLUGIN))

  it('dates what the built-in readers don’t know, and only that', async () => {
    const cwd = world({
      'PICT0001.EXV': metadataOnly({36867: '2004:05:06 07:08:09', 36881: '+09:00', 37521: '054'}),
      'frame_0001.dpx': filmScan('1999:12:31:23:59:58'),
      'IMG_20200101_000000.exv': notes('2003:02:01 04:05:06'),
      'b.jpg': photo('a', 'b', '2019-01-02T03:04:05'),
      '2001-02-03.dpx': filmScan(''),
      'notes.txt': Buffer.from('no picture'),
    })
    const before = multiset(cwd)
    const document = done(await mediastruct(INGEST, {cwd}))
    expect(dated(document)).to.deep.equal([
      ['2001-02-03.dpx', '2001-02-03', 'filename'],
      ['IMG_20200101_000000.exv', '2003-02-01T04:05:06', 'exiftool'],
      ['PICT0001.EXV', '2004-05-06T07:08:09.054+09:00', 'exiftool'],
      ['b.jpg', '2019-01-02T03:04:05', 'exif'],
      ['frame_0001.dpx', '1999-12-31T23:59:58', 'exiftool'],
    ])
    expect(document.left.map(({path, code}) => [path, code])).to.deep.equal([
      [join(cwd, 'drop/notes.txt'), 'undated'],
    ])
    expect(multiset(cwd)).to.deep.equal(before)
  })

  it('leaves no ExifTool behind when the program ends, is stopped, or is killed', async function () {
    if (process.platform !== 'linux') this.skip()
    const files = Object.fromEntries(
      Array.from({length: 400}, (_, index) => [`${index}.exv`, notesOf(index)]),
    )
    for (const [signal, code] of [
      [undefined, 0],
      ['SIGINT', 130],
      ['SIGKILL', null],
    ] as const) {
      const cwd = world(files)
      const mark = `MARK=${cwd}`
      // A session of its own, so that the signal goes to all of it, as from a terminal.
      const running = start(INGEST, {cwd, env: {MARK: cwd}, under: ['setsid']})
      const {pid = 0} = running.child
      if (signal !== undefined) {
        await until(() => perlsOf(mark).length > 0)
        process.kill(-pid, signal)
      }
      const ran = await running.ended
      expect(ran.code, ran.stderr).to.equal(code)
      if (signal !== 'SIGKILL') expect(ran.json<Document>().errors).to.deep.equal([])
      await until(() => perlsOf(mark).length === 0)
    }
  })
})

function notesOf(index: number): Buffer {
  return notes(
    `2004:05:06 07:${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`,
  )
}

/** Waits for it; a test that waits too long fails. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** Processes of Perl that run with this in their environment. */
function perlsOf(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const isPerl = readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('perl\0')
      return isPerl && readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark)
    } catch {
      return false
    }
  })
}
