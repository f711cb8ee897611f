/** The six example plugins: each built, tested, packed, installed from its tarball, and used through the real program. */
import {createHash} from 'node:crypto'
import {existsSync, globSync, readFileSync, utimesSync, writeFileSync} from 'node:fs'
import {join, relative} from 'node:path'
import {expect} from 'chai'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {
  allTests,
  clusteredBytes,
  dependencies,
  EXAMPLES,
  type Installed,
  installExamples,
  ownTests,
  packageName,
  photo,
  shownBy,
} from './examples.ts'
import {filesBelow, plant, writeConfig} from './tree.ts'

interface Document {
  moves: {from: string; to: string; date: string; dateSource: string}[]
  left: {path: string; code: string; reason: string}[]
  errors: {path: string; message: string}[]
  volumes: Volume[]
}
interface Volume {
  id: string
  medium: string
  capacityBytes: number
  usedBytes: number
  files: number
}
interface Groups {
  groups: {files: {path: string; keep: boolean; reason: string}[]}[]
}

describe('the example plugins', function () {
  this.timeout(120_000)
  let installed: Installed
  let root: string

  const run = (...args: string[]) => mediastruct(args, {cwd: root, env: installed.env})
  const document = async <T = Document>(...args: string[]) => done<T>(await run(...args, '--json'))
  const done = <T>(ran: Ran) => {
    expect(ran.code, ran.stdout + ran.stderr).to.equal(0)
    return ran.json<T>()
  }
  const below = (path: string) => relative(root, path)
  /** A config that gives one of them its options, and chooses it by `config`. */
  const choose = (example: string, options: object, config: object) =>
    writeConfig(root, {...config, plugins: [[packageName(example), options]]})

  before(async () => {
    installed = await installExamples()
  })
  after(() => installed?.remove())
  beforeEach(() => {
    root = scratch()
  })

  it('pass their own tests, and one by the script that its README shows', async () => {
    const [first = ''] = EXAMPLES
    expect(await ownTests(first)).to.match(/^ℹ fail 0$/m)
    const told = await allTests()
    expect(told).to.match(/^ℹ fail 0$/m)
    expect(Number(/^ℹ pass (\d+)$/m.exec(told)?.[1])).to.be.at.least(EXAMPLES.length)
  })

  it('are installed from their tarballs, with nothing but what they declare', async () => {
    expect(installed.codes).to.deep.equal(EXAMPLES.map(() => 0))
    expect(installed.asked).to.deep.equal(dependencies())
    for (const example of EXAMPLES) {
      const modules = globSync(join(installed.directory, packageName(example), 'dist', '*.js'))
      for (const module of modules)
        expect(readFileSync(module, 'utf8'), module).not.to.include("from 'mediastruct'")
    }
    const {stdout} = await run('plugins')
    for (const example of EXAMPLES)
      expect(stdout).to.match(new RegExp(`${packageName(example)}\\s+1\\.0\\.0`))
  })

  for (const example of EXAMPLES) {
    it(`${example}: the config and the command that its README shows work`, async () => {
      const {config, csv, command} = shownBy(example)
      const trees = 'library: library\narchive: archive\ndrop: [drop]\n'
      plant(root, {
        'mediastruct.config.yaml': trees + config.replaceAll('/data/photos', root),
        'corrections.csv': csv,
        'library/2019/2019-05-04/a.jpg': 'a picture',
        'archive/notes.txt': 'of old',
        'drop/b.jpg': 'another',
      })
      for (const args of [['crawl'], command]) {
        const {code, stdout, stderr} = await run(...args)
        expect(code, stdout + stderr).to.equal(0)
        expect(stderr).not.to.include(packageName(example))
      }
    })
  }

  it('work together: each taps what it is for, once it has its options', async () => {
    writeFileSync(join(root, 'dates.csv'), 'file,date')
    const options = {
      'dates-from-csv': {file: join(root, 'dates.csv')},
      'filter-by-type-and-size': {types: ['.thm']},
    }
    writeConfig(root, {plugins: Object.entries(options).map(([name, given]) => [packageName(name), given])})
    const {hooks} = await document<{hooks: {taps: {plugin: string; from: string; version: string}[]}[]}>(
      'hooks',
    )
    const tapping = hooks.flatMap(({taps}) => taps.filter(({from}) => from === 'installed'))
    expect(new Set(tapping.map(({plugin, version}) => `${plugin} ${version}`))).to.have.keys(
      EXAMPLES.map((example) => `${packageName(example)} 1.0.0`),
    )
  })

  it('hash-sha256: the index holds the SHA-256 of each file, made in a worker thread', async () => {
    const contents = Array.from({length: 200}, (_, index) => `${index}`.repeat(index))
    plant(
      join(root, 'photos'),
      Object.fromEntries(contents.map((text, index) => [`${index % 20}/${index}`, text])),
    )
    const loads = join(root, 'loads')
    const {code, stdout} = await mediastruct(
      ['crawl', 'photos', '--hash', 'sha256', '--threads', '1', '--json'],
      {
        cwd: root,
        env: {...installed.env, LOADED_MODULES: loads},
        nodeOptions: ['--import', new URL('../support/record-loads.ts', import.meta.url).href],
      },
    )
    expect(code, stdout).to.equal(0)
    const rows = await document<{path: string; hash: string}[]>('index', 'export')
    expect(rows).to.have.length(contents.length)
    for (const {path, hash} of rows) {
      expect(hash, path).to.equal(createHash('sha256').update(readFileSync(path)).digest('hex'))
    }
    // The thread loads the module for itself; the main thread never does.
    expect(readFileSync(loads, 'utf8').match(/\/sha256\.js$/gm)).to.have.length(1)
  })

  it('volumes-lto: plans for a tape, fills a directory, and goes over no capacity', async () => {
    const folders = Array.from({length: 6}, (_, day) => `2019/2019-05-0${day + 1}`)
    plant(join(root, 'library'), {
      ...Object.fromEntries(folders.map((folder) => [`${folder}/a.jpg`, folder.repeat(40_000)])),
      '2019/2019-06-01/large.mov': 'x'.repeat(2_500_000),
    })
    const sizes = {directories: {'disk-500': '500GB', small: '2MB'}, cluster: '16KiB'}
    choose('volumes-lto', sizes, {library: 'library', archive: 'archive', medium: 'small'})
    await document('crawl', 'library')
    const tape = await document('archive', '--before', '2025-01-01', '--medium', 'lto-9', '--dry-run')
    expect(tape.left).to.deep.equal([])
    expect(tape.volumes).to.have.length(1)
    expect(tape.volumes[0]).to.include({
      medium: 'lto-9',
      capacityBytes: Math.floor(16.7e12 / 4096) * 4096,
      files: 7,
    })

    const filled = await run('archive', '--before', '2025-01-01', '--json')
    const small = filled.json<Document>()
    expect(filled.code).to.equal(1)
    expect(small.errors.map(({path, message}) => [below(path), message])).to.deep.equal([
      ['library/2019/2019-06-01/large.mov', 'larger than the 2000000 bytes that a file may have on small'],
    ])
    expect(small.volumes.length).to.be.greaterThan(1)
    for (const {id, capacityBytes, usedBytes} of small.volumes) {
      expect(capacityBytes).to.equal(2e6)
      expect(clusteredBytes(join(root, 'archive', id), 16 * 2 ** 10)).to.be.at.most(usedBytes)
      expect(usedBytes).to.be.at.most(capacityBytes)
    }
    await document('archive', '--before', '2025-01-01', '--medium', 'disk-500')
    const {volumes} = await document('volumes', 'list')
    expect(volumes.map(({medium, capacityBytes}) => [medium, capacityBytes])).to.deep.equal([
      ...small.volumes.map(() => ['small', 2e6]),
      ['disk-500', 5e11],
    ])
  })

  it('rename-by-camera: the library has a folder for each camera, and one for what names none', async () => {
    plant(join(root, 'drop'), {
      'a.jpg': photo('Canon', 'Canon EOS 5D', '2019-05-04T10:20:30'),
      'b.jpg': photo('SONY', '../ILCE-7M3', '2019-05-04T11:00:00'),
      '20190504_120000.mp4': 'a film',
    })
    choose('rename-by-camera', {unknown: 'others'}, {drop: ['drop'], library: 'library', rename: 'by-camera'})
    const {moves} = await document('ingest')
    const day = (camera: string) => `library/${camera}/2019/2019-05-04`
    expect(moves.map(({from, to}) => [below(from), below(join(to, '..'))])).to.have.deep.members([
      ['drop/a.jpg', day('Canon EOS 5D')],
      ['drop/b.jpg', day('SONY .. ILCE-7M3')],
      ['drop/20190504_120000.mp4', day('others')],
    ])
    expect(moves.every(({to}) => existsSync(to))).to.equal(true)
  })

  it('dedupe-prefer-folders: keeps the preferred copy, else the oldest, and every file of a master', async () => {
    plant(join(root, 'master'), {'m.jpg': 'mastered'})
    plant(join(root, 'photos'), {
      'a.jpg': 'one',
      'b.jpg': 'two',
      'edited/c.jpg': 'one',
      'edited/m.jpg': 'mastered',
    })
    plant(join(root, 'old'), {'a.jpg': 'one', 'b.jpg': 'two'})
    for (const name of ['a.jpg', 'b.jpg']) utimesSync(join(root, 'old', name), 1, 1)
    const folders = [join(root, 'photos', 'edited')]
    const trees = {masters: ['master'], trees: ['photos', 'old'], duplicates: 'duplicates'}
    choose('dedupe-prefer-folders', {folders}, {...trees, dedupe: 'prefer-folders'})
    await document('crawl')
    const {groups} = await document<Groups>('dupes')
    const kept = groups.flatMap(({files}) => files.filter(({keep}) => keep))
    expect(kept.map(({path, reason}) => [below(path), reason])).to.have.deep.members([
      ['photos/edited/c.jpg', `in ${folders[0]}`],
      ['old/b.jpg', 'the oldest'],
      ['master/m.jpg', 'in a master tree'],
    ])
    const {moves} = await document('sort')
    expect(moves.map(({from}) => below(from))).to.have.members([
      'photos/a.jpg',
      'old/a.jpg',
      'photos/b.jpg',
      'photos/edited/m.jpg',
    ])
    expect(kept.every(({path}) => existsSync(path))).to.equal(true)
  })

  it('dates-from-csv: a corrected date is used, others come from the next source; a broken CSV is exit 2', async () => {
    plant(join(root, 'drop'), {
      'DCIM/a.jpg': photo('Canon', 'EOS', '2001-01-01T00:00:00'),
      'DCIM/b.jpg': photo('Canon', 'EOS', '2019-05-04T10:20:30'),
    })
    const file = join(root, 'corrections.csv')
    choose('dates-from-csv', {file}, {drop: ['drop'], library: 'library', dates: ['corrections', 'exif']})
    writeFileSync(file, 'file,date\nDCIM/a.jpg,2019-02-29\n')
    const broken = await run('ingest', '--json')
    expect(broken.code).to.equal(2)
    const {error} = broken.json<{error: {code: string; message: string}}>()
    expect(error.code).to.equal('PLUGIN_FAILED')
    expect(error.message).to.include(`${file}: line 2, column "date": expected `).and.include('"2019-02-29"')
    expect(filesBelow(join(root, 'drop'))).to.have.length(2)

    writeFileSync(file, 'file,date\nDCIM/a.jpg,2018-03-04T05:06:07\n')
    const {moves} = await document('ingest')
    expect(moves.map(({from, date, dateSource}) => [below(from), date, dateSource])).to.have.deep.members([
      ['drop/DCIM/a.jpg', '2018-03-04T05:06:07', 'corrections'],
      ['drop/DCIM/b.jpg', '2019-05-04T10:20:30', 'exif'],
    ])
    expect(moves.map(({to}) => below(to)).sort()[0]).to.match(/^library\/2018\/2018-03-04\/20180304_050607_/)
  })

  it('filter-by-type-and-size: what it means is left, listed as excluded, and not indexed', async () => {
    const files = {'IMG_1.JPG': 'small', 'MVI_1.THM': 'small', 'MVI_2.THM': 'large'.repeat(4000)}
    plant(join(root, 'drop'), files)
    plant(join(root, 'photos'), files)
    const options = {types: ['.thm'], smallerThan: '10KB'}
    choose('filter-by-type-and-size', options, {drop: ['drop'], library: 'library', trees: ['photos']})
    await document('crawl', 'photos')
    const rows = await document<{path: string}[]>('index', 'export', 'photos')
    expect(rows.map(({path}) => below(path)).sort()).to.deep.equal(['photos/IMG_1.JPG', 'photos/MVI_2.THM'])
    const {left, moves} = await document('ingest', '--date', '2019-05-04')
    expect(left.map(({path, code, reason}) => [below(path), code, reason])).to.deep.equal([
      ['drop/MVI_1.THM', 'excluded', 'of type .thm and smaller than 10KB'],
    ])
    expect(moves.map(({from}) => below(from)).sort()).to.deep.equal(['drop/IMG_1.JPG', 'drop/MVI_2.THM'])
  })

  it('change nothing where the config chooses none of them: same moves, names, index', async () => {
    const job = async (env: Readonly<Record<string, string>>) => {
      const cwd = scratch()
      plant(join(cwd, 'drop'), {
        'a.jpg': photo('Canon', 'Canon EOS 5D', '2019-05-04T10:20:30'),
        'again.jpg': photo('Canon', 'Canon EOS 5D', '2019-05-04T10:20:30'),
        '20190504_120000.mp4': 'a film',
        '20190504_120001.thm': 'a thumbnail',
      })
      plant(cwd, {'photos/1.jpg': 'equal', 'photos/x/2.jpg': 'equal', 'archive/notes.txt': 'of old'})
      const trees = {library: 'library', trees: ['photos'], archive: 'archive', duplicates: 'duplicates'}
      writeConfig(cwd, {...trees, drop: ['drop'], threads: 2})
      const told: string[] = []
      for (const args of [
        ['ingest'],
        ['crawl'],
        ['dupes'],
        ['sort'],
        ['archive', '--before', '2025-01-01'],
      ]) {
        const ran = await mediastruct([...args, '--json'], {cwd, env: {...env, HOME: cwd}})
        const {run: _, ...facts} = done<{run?: string}>(ran)
        told.push(JSON.stringify(facts))
      }
      told.push((await mediastruct(['index', 'export'], {cwd, env: {...env, HOME: cwd}})).stdout)
      const files = filesBelow(cwd).map((file) => file.toString())
      return [...told, ...files.sort()].map((text) => text.replaceAll(cwd, 'ROOT'))
    }
    expect(await job(installed.env)).to.deep.equal(await job({}))
  })
})
