/** How ExifTool is spoken to: by a stand-in that misbehaves, and by itself where there is a Perl. */
import {type ChildProcessWithoutNullStreams, execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {lstatSync, readdirSync} from 'node:fs'
import {expect} from 'chai'
import type {RawPath} from 'mediastruct'
import {ARGUMENTS, dateAmong} from '../src/dates.ts'
import {ExifTool, lineOf} from '../src/exiftool.ts'
import {ASKED, filmScan, HAS_PERL, metadataOnly, Scratch, WITHOUT_PERL} from './files.ts'

/** Answers with the number of questions so far; by its last line it may hang, end, or say nothing. */
const STAND_IN = `
let asked = 0
let lines = []
require('node:readline').createInterface({input: process.stdin}).on('line', (line) => {
  if (!line.startsWith('-execute')) return lines.push(line)
  const [path] = lines.splice(0).slice(-1)
  if (path === '/hang') return setInterval(() => {}, 1000)
  if (path === '/end') { process.stderr.write('no more\\nof it\\n'); process.exit(3) }
  const answer = path === '/gone' ? '' : JSON.stringify([{path, asked: ++asked, pid: process.pid}], null, 1)
  process.stdout.write(answer + '{ready' + line.slice(8) + '}\\n')
})
`

class StandIn {
  readonly children: ChildProcessWithoutNullStreams[] = []

  start = async () => {
    const child = spawn(process.execPath, ['-e', STAND_IN])
    this.children.push(child)
    return child
  }

  end(): void {
    for (const child of this.children) child.kill('SIGKILL')
  }
}

async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('it did not fail')
}

describe('ExifTool, asked file after file', () => {
  let standIn: StandIn
  let exiftool: ExifTool
  const ask = async (path: string) => await exiftool.tagsOf(path as RawPath, ['-a'])

  beforeEach(() => {
    standIn = new StandIn()
    exiftool = new ExifTool({start: standIn.start})
  })
  afterEach(() => standIn.end())

  it('is not started before the first question, and once for all', async () => {
    expect(standIn.children).to.have.length(0)
    const answers = await Promise.all(['/1', '/2', '/{ready1}', '/{ready4}', '/5'].map(ask))
    expect(answers.map(({path, asked}) => [path, asked])).to.deep.equal([
      ['/1', 1],
      ['/2', 2],
      ['/{ready1}', 3],
      ['/{ready4}', 4],
      ['/5', 5],
    ])
    expect(standIn.children).to.have.length(1)
  })

  it('is ended where a file takes too long; the next ones have another', async () => {
    exiftool = new ExifTool({start: standIn.start, patienceMs: 3000})
    const [hung, next] = await Promise.all([failure(ask('/hang')), ask('/next')])
    expect(hung).to.equal('ExifTool took longer than 3 s, and was ended')
    expect(next).to.include({path: '/next', asked: 1})
    expect(standIn.children.map(({killed}) => killed)).to.deep.equal([true, false])
  })

  it('says with what words it ended, and is started again', async () => {
    const [ended, next] = await Promise.all([failure(ask('/end')), ask('/next')])
    expect(ended).to.equal('ExifTool ended before it answered: no more')
    expect(next).to.include({path: '/next', asked: 1})
  })

  it('that was ended between two questions costs no file its answer', async () => {
    await ask('/1')
    standIn.children[0]?.kill('SIGKILL')
    expect(await ask('/2')).to.include({path: '/2', asked: 1})
    const [child] = standIn.children.slice(-1)
    child?.kill('SIGKILL')
    await once(child ?? process, 'close')
    expect(await ask('/3')).to.include({path: '/3', asked: 1})
  })

  it('goes when nobody asked for a while, and comes again', async () => {
    exiftool = new ExifTool({start: standIn.start, idleMs: 1})
    await ask('/1')
    await once(standIn.children[0] ?? process, 'close')
    expect(await ask('/2')).to.include({path: '/2', asked: 1})
  })

  it('that ends on a file twice fails on it once', async () => {
    await ask('/1')
    expect(await failure(ask('/end'))).to.include('ended before it answered')
    expect(standIn.children).to.have.length(2)
  })

  it('that knows of no such file fails on it', async () => {
    expect(await failure(ask('/gone'))).to.equal('ExifTool found no such file')
    expect(await ask('/next')).to.include({path: '/next'})
  })

  it('that can’t be started fails each time, with the reason', async () => {
    exiftool = new ExifTool({start: () => Promise.reject(new Error('no such thing'))})
    expect(await failure(ask('/1'))).to.equal('no such thing')
    expect(await failure(ask('/2'))).to.equal('no such thing')
  })

  it('keeps nobody from ending, and is ended with them', async () => {
    const at = (name: string) => JSON.stringify(new URL(`../src/${name}`, import.meta.url).href)
    const program = `
      const {ExifTool} = await import(${at('exiftool.ts')})
      const {spawn} = await import('node:child_process')
      let child
      const start = async () => child = spawn(process.execPath, ['-e', ${JSON.stringify(STAND_IN)}])
      const exiftool = new ExifTool({start, patienceMs: 60000})
      await exiftool.tagsOf('/1', [])
      console.log(child.pid)
      if (process.argv[1] === 'busy') {
        exiftool.tagsOf('/hang', [])
        setTimeout(() => process.exit(), 100)
      }`
    for (const mode of ['idle', 'busy']) {
      const pid = execFileSync(process.execPath, ['--input-type=module', '-e', program, mode], {
        encoding: 'utf8',
      })
      await ended(Number(pid))
    }
  })
})

/** Waits for its end: a test that waits too long fails. */
async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** A process that ended and was not waited for counts as ended. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(
      execFileSync('cat', [`/proc/${pid}/status`], {encoding: 'utf8', stdio: 'pipe'}),
    )
  } catch {
    return false
  }
}

describe('a path as a line', () => {
  it('is the path, byte by byte, but for line breaks', () => {
    for (const path of ['/a b/-x ', '/#[CSTR]\\n', '/\xff\xfe', '/$HOME/@eaDir/"x"']) {
      expect(lineOf(path as RawPath)).to.equal(path)
    }
    expect(lineOf('/a\nb\rc\\n' as RawPath)).to.equal('#[CSTR]/a\\nb\\rc\\\\n')
  })

  it('is refused where ExifTool has no way to write it', () => {
    expect(() => lineOf('/a\n$b' as RawPath)).to.throw('can’t be told of a path')
  })
})

describe(`ExifTool itself${WITHOUT_PERL}`, function () {
  this.timeout(30_000)
  let scratch: Scratch
  let exiftool: ExifTool

  before(function () {
    if (!HAS_PERL) this.skip()
    exiftool = new ExifTool()
  })
  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  const dateOf = async (path: RawPath) => dateAmong(await exiftool.tagsOf(path, ARGUMENTS), ASKED)

  it('dates a file that no built-in reader knows, with sub-seconds and offset', async () => {
    const exif = {36867: '2004:05:06 07:08:09', 36881: '+09:00', 37521: '054'}
    expect(await dateOf(scratch.write('PICT0001.EXV', metadataOnly(exif)))).to.deep.equal({
      local: '2004-05-06T07:08:09.054',
      offset: '+09:00',
      confidence: 'high',
    })
  })

  it('dates a frame of scanned film, by what it is and not by what it is called', async () => {
    const path = scratch.write('frame.jpg', filmScan('1999:12:31:23:59:58'))
    expect(await dateOf(path)).to.deep.equal({local: '1999-12-31T23:59:58', confidence: 'high'})
  })

  it('says the same under any TZ', async () => {
    const path = scratch.write('frame.dpx', filmScan('1999:12:31:23:59:58'))
    const before = process.env.TZ
    try {
      for (const zone of ['America/New_York', 'Asia/Tokyo', 'Pacific/Apia']) {
        process.env.TZ = zone
        expect((await dateAmong(await new ExifTool().tagsOf(path, ARGUMENTS), ASKED))?.local).to.equal(
          '1999-12-31T23:59:58',
        )
      }
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })

  it('has nothing to say of what is no picture, broken or empty', async () => {
    const notes = metadataOnly({36867: '2004:05:06 07:08:09'})
    for (const [name, bytes] of Object.entries({
      'a.txt': Buffer.from('hello'),
      'empty.exv': Buffer.alloc(0),
      'cut.exv': notes.subarray(0, 60),
      'zeros.exv': Buffer.alloc(5000),
      'blank.exv': metadataOnly({36867: '    :  :     :  :  '}),
    })) {
      expect(await dateOf(scratch.write(name, bytes)), name).to.equal(undefined)
    }
  })

  it('reads each path as it is, whatever stands in it', async () => {
    const names = [
      ...[
        '-overwrite_original',
        '-o',
        '@',
        '#x',
        ' lead',
        'trail ',
        'two\nlines',
        'cr\rx',
        'back\\nslash',
        '|',
      ],
      ...['touch x|', '{ready}', '{ready1}\n', '*', '%d', '$HOME', '"', "'", '&=1', '\xff\xfe', '\xc3\xa9'],
    ]
    for (const [index, name] of names.entries()) {
      const date = `19${10 + index}:01:02 03:04:05`
      const path = scratch.write(name, metadataOnly({36867: date}))
      expect((await dateOf(path))?.local, JSON.stringify(name)).to.equal(`19${10 + index}-01-02T03:04:05`)
    }
    expect(readdirSync(scratch.root)).to.have.length(names.length)
  })

  it('changes nothing of a file', async () => {
    const path = scratch.write('-artist=me', metadataOnly({36867: '2004:05:06 07:08:09'}))
    const state = () => {
      const {size, mtimeNs, ctimeNs, ino} = lstatSync(path, {bigint: true})
      return [size, mtimeNs, ctimeNs, ino]
    }
    const before = state()
    await dateOf(path)
    expect(state()).to.deep.equal(before)
    expect(readdirSync(scratch.root)).to.deep.equal(['-artist=me'])
  })

  it('runs no config file of the directory or the home that it is started in', async () => {
    scratch.write('.ExifTool_config', Buffer.from('die "it ran"; 1;'))
    const path = scratch.write('a.exv', metadataOnly({36867: '2004:05:06 07:08:09'}))
    const [home, cwd] = [process.env.HOME, process.cwd()]
    try {
      process.chdir(scratch.root)
      for (const value of [scratch.root, undefined]) {
        if (value === undefined) delete process.env.HOME
        else process.env.HOME = value
        const tags = await new ExifTool().tagsOf(path, ARGUMENTS)
        expect(dateAmong(tags, ASKED)?.local).to.equal('2004-05-06T07:08:09')
      }
    } finally {
      process.chdir(cwd)
      if (home !== undefined) process.env.HOME = home
    }
  })
})

describe('what ExifTool needs', () => {
  const path = process.env.PATH
  afterEach(() => {
    process.env.PATH = path
  })

  it('is said in one sentence where there is no Perl', async () => {
    process.env.PATH = '/nowhere'
    const message = await failure(new ExifTool().tagsOf('/a' as RawPath, []))
    expect(message).to.include('there is no "perl" on the PATH').and.include('apt install perl')
    expect(message).to.not.include('\n')
  })
})
