import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect} from 'chai'
import {fromText, type RawPath, toText} from 'mediastruct'
import {bagProblems} from '../../../../test/support/bag.ts'
import {checksumsOf} from '../../src/bag/checksums.ts'
import {decodePath, encodePath, formatManifest, parseManifest} from '../../src/bag/manifest.ts'
import {BAG_FILE, type BagEntry} from '../../src/bag/model.ts'
import {bagFiles, writeBag} from '../../src/bag/write.ts'
import {BAG_TEXT_BYTES, sectorsOfFile, volumeOverheadSectors} from '../../src/packing/sectors.ts'
import {SECTOR_BYTES, TARGET} from '../fixtures.ts'
import {Scratch} from '../scratch.ts'

const PLAIN = {
  '2019/2019-05-04 Wedding/Müller & Söhne.jpg': 'bride',
  '2019/2019-05-05/日本.mov': 'film',
  '2019/2019-05-05/back\\slash.txt': '',
}
const ENCODED = {
  '2019/2019-05-06/100% sure.jpg': 'percent',
  '2019/2019-05-06/a %0A that is none.jpg': 'literal',
}
const BAG = {id: 'MS-0001', medium: 'test-disc', createdAt: new Date('2024-02-29T23:00:00Z')}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

function entryOf([path, content]: [string, string]): BagEntry {
  return {
    path: fromText(path),
    size: Buffer.byteLength(content),
    blake3: 'b3'.repeat(32),
    sha256: sha256(content),
  }
}

function entriesOf(files: Readonly<Record<string, string>>): BagEntry[] {
  return Object.entries(files).map(entryOf)
}

/** The structure that RFC 8493 asks for, checked without the writer's own code. */
function assertBag(directory: string, payload: Readonly<Record<string, string>>): void {
  const read = (name: string) => readFileSync(join(directory, name), 'utf8')
  expect(read('bagit.txt')).to.equal('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')
  const listed = (name: string) =>
    new Map(
      read(name)
        .trimEnd()
        .split('\n')
        .map((line) => {
          const path = line.slice(66).replace(/%(0A|0D|25)/g, (code) => decodeURIComponent(code))
          return [path, line.slice(0, 64)] as const
        }),
    )
  const contents = Object.entries(payload)
  expect(listed('manifest-sha256.txt')).to.deep.equal(
    new Map(contents.map(([path, content]) => [`data/${path}`, sha256(content)] as const)),
  )
  for (const [name, digest] of listed('tagmanifest-sha256.txt')) {
    expect(name).to.not.match(/^(data\/|tagmanifest|UNBURNED)/)
    expect(digest).to.equal(sha256(readFileSync(join(directory, name))))
  }
  const bytes = contents.reduce((sum, [, content]) => sum + Buffer.byteLength(content), 0)
  expect(read('bag-info.txt')).to.include(`Payload-Oxum: ${bytes}.${contents.length}\n`)
}

describe('a bag', () => {
  let scratch: Scratch
  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  function putPayload(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(scratch.path, 'data', path)
      mkdirSync(dirname(file), {recursive: true})
      writeFileSync(file, content)
    }
  }

  function shell(command: string): {status: number | null; stdout: string} {
    const {status, stdout} = spawnSync('sh', ['-c', command], {cwd: scratch.path, encoding: 'utf8'})
    return {status, stdout}
  }

  it('has the structure of RFC 8493, with names of any kind', async () => {
    const payload = {...PLAIN, ...ENCODED, '2019/2019-05-07/two\nlines\r.jpg': 'line break'}
    putPayload(payload)
    await writeBag({...BAG, directory: scratch.raw, entries: entriesOf(payload), replaces: {}})
    assertBag(scratch.path, payload)
    rmSync(join(scratch.path, BAG_FILE.unburned))
    expect(bagProblems(scratch.path)).to.deep.equal([])
    await writeBag({...BAG, directory: scratch.raw, entries: entriesOf(payload), replaces: {}})
    expect(readdirSync(scratch.path).sort()).to.deep.equal(['data', ...Object.values(BAG_FILE)].sort())
    expect(readFileSync(join(scratch.path, 'bag-info.txt'), 'utf8')).to.include('Bagging-Date: 2024-02-29\n')
  })

  it('lists further checksums where they are asked for, which their own tools check', async () => {
    const payload = {...PLAIN, '2019/2019-05-07/two\nlines\r 100%.jpg': 'line break'}
    putPayload(payload)
    const entries = await Promise.all(
      Object.keys(payload).map(async (path) => {
        const checksums = await checksumsOf(fromText(join(scratch.path, 'data', path)), true)
        return {path: fromText(path), ...checksums}
      }),
    )
    const manifests = ['sha512', 'blake3'] as const
    await writeBag({...BAG, directory: scratch.raw, entries, manifests, replaces: {}})
    expect(bagProblems(scratch.path)).to.deep.equal([])
    expect(readdirSync(scratch.path)).to.include.members([
      'manifest-sha512.txt',
      'tagmanifest-sha512.txt',
      'manifest-blake3.txt',
      'tagmanifest-blake3.txt',
    ])
    expect(shell('sha512sum --check --quiet tagmanifest-sha512.txt')).to.deep.equal({status: 0, stdout: ''})
    expect(readFileSync(join(scratch.path, BAG_FILE.readme), 'utf8')).to.include('manifest-sha512.txt')
    putPayload({'2019/2019-05-05/日本.mov': 'fi1m'})
    expect(bagProblems(scratch.path)).to.have.length(3)
  })

  it('is checked by sha256sum alone', async () => {
    putPayload(PLAIN)
    await writeBag({...BAG, directory: scratch.raw, entries: entriesOf(PLAIN), replaces: {}})
    for (const manifest of [BAG_FILE.manifest, BAG_FILE.tagManifest]) {
      expect(shell(`sha256sum --check --quiet ${manifest}`)).to.deep.equal({status: 0, stdout: ''})
    }
    putPayload({'2019/2019-05-05/日本.mov': 'fi1m'})
    const damaged = shell(`sha256sum --check --quiet ${BAG_FILE.manifest}`)
    expect(damaged.status).to.equal(1)
    expect(damaged.stdout).to.include('日本.mov')
  })

  it('is checked by what its README says where names have percent signs', async () => {
    const payload = {...PLAIN, ...ENCODED}
    putPayload(payload)
    await writeBag({...BAG, directory: scratch.raw, entries: entriesOf(payload), replaces: {}})
    const readme = readFileSync(join(scratch.path, BAG_FILE.readme), 'utf8')
    const command = readme.split('\n').find((line) => line.startsWith('  sed '))
    expect(command).to.be.a('string')
    expect(shell(command ?? 'false')).to.deep.equal({status: 0, stdout: ''})
  })

  it('is restored by what its README says', async () => {
    putPayload(PLAIN)
    await writeBag({...BAG, directory: scratch.raw, entries: entriesOf(PLAIN), replaces: {}})
    const readme = readFileSync(join(scratch.path, BAG_FILE.readme), 'utf8')
    const command = readme
      .split('\n')
      .find((line) => line.startsWith('  cp '))
      ?.replace('YOUR_FOLDER', 'restored')
    const check = `cd restored && sha256sum --check --quiet ${BAG_FILE.manifest}`
    expect(shell(`mkdir restored && ${command} && diff -r data restored/data && ${check}`)).to.deep.equal({
      status: 0,
      stdout: '',
    })
    expect(readme).to.not.include('Some names here')
  })

  it('is rewritten when files are added, and only over what was written before', async () => {
    const options = {...BAG, directory: scratch.raw}
    const first = await writeBag({...options, entries: entriesOf(PLAIN), replaces: {}})
    const all = {...PLAIN, ...ENCODED}
    const second = await writeBag({...options, entries: entriesOf(all), replaces: first})
    expect(second[BAG_FILE.manifest]).to.not.equal(first[BAG_FILE.manifest])
    assertBag(scratch.path, all)

    writeFileSync(join(scratch.path, BAG_FILE.readme), 'a note of my own')
    const refused = await writeBag({...options, entries: entriesOf(PLAIN), replaces: second}).catch(
      (error) => error,
    )
    expect(refused).to.have.property('code', 'NOT_OURS')
    expect(readFileSync(join(scratch.path, BAG_FILE.readme), 'utf8')).to.equal('a note of my own')
  })

  it('is completed after a writing that was cut short', async () => {
    const options = {...BAG, directory: scratch.raw}
    const before = await writeBag({...options, entries: entriesOf(PLAIN), replaces: {}})
    const bag = {...BAG, entries: entriesOf({...PLAIN, ...ENCODED})}
    for (const {name, bytes} of bagFiles(bag).slice(0, 4)) writeFileSync(join(scratch.path, name), bytes)
    await writeBag({...options, entries: bag.entries, replaces: before})
    assertBag(scratch.path, {...PLAIN, ...ENCODED})

    const announced = Object.fromEntries(
      bagFiles(bag).map(({name, sha256}) => [name, [before[name] ?? '', sha256]] as const),
    )
    rmSync(join(scratch.path, BAG_FILE.info))
    await writeBag({...options, entries: entriesOf(ENCODED), replaces: announced})
    assertBag(scratch.path, ENCODED)
  })

  it('refuses names that are not UTF-8 before anything is written', async () => {
    const entries = [{...entryOf(['a', '']), path: '2019/\xff.jpg' as RawPath}]
    const refused = await writeBag({...BAG, directory: scratch.raw, entries, replaces: {}}).catch(
      (error) => error,
    )
    expect(refused).to.have.property('code', 'BAD_NAME')
    expect(readdirSync(scratch.path)).to.deep.equal([])
  })

  it('has an index of its own', () => {
    const original = '/drop/\xffDSC.JPG' as RawPath
    const [first, ...others] = entriesOf(PLAIN)
    const entries = first ? [{...first, original}, ...others] : []
    const file = bagFiles({...BAG, entries}).find(({name}) => name === BAG_FILE.index)
    const index = JSON.parse(String(file?.bytes))
    expect(index).to.include({schema: 'mediastruct/volume-index@1', id: 'MS-0001', medium: 'test-disc'})
    expect(index.files).to.have.length(3)
    expect(index.files[0]).to.deep.equal({
      path: 'data/2019/2019-05-04 Wedding/Müller & Söhne.jpg',
      hash: 'b3'.repeat(32),
      sha256: sha256('bride'),
      size: 5,
      original: '/drop/\ufffdDSC.JPG',
      originalBytes: Buffer.from(original, 'latin1').toString('base64'),
    })
  })

  it('takes no more room than was planned for it', () => {
    const original = '/media/card/DCIM/100%\xff/"quoted".JPG' as RawPath
    for (const count of [0, 1, 1000]) {
      const entries = Array.from({length: count}, (_, index) => ({
        ...entryOf([`2019/2019-05-04 ${'ü%'.repeat(60)}/${index}.jpg`, 'x']),
        size: 9_007_199_254_740_991,
        original,
      }))
      const files = bagFiles({...BAG, entries})
      const texts = files.filter(({name}) => name !== BAG_FILE.manifest && name !== BAG_FILE.index)
      expect(texts.reduce((sum, {bytes}) => sum + bytes.length, 0)).to.be.below(BAG_TEXT_BYTES / 2)
      const needed = files.reduce((sum, {bytes}) => sum + Math.ceil(bytes.length / SECTOR_BYTES) + 1.5, 110)
      const listed = entries.reduce(
        (sum, {path}) => sum + sectorsOfFile({path, size: 0, original}, TARGET) - 1.5,
        0,
      )
      expect(volumeOverheadSectors(TARGET) + listed).to.be.at.least(needed)
    }
  })
})

describe('a manifest', () => {
  it('encodes CR, LF and percent signs, and nothing else', () => {
    const path = 'a b\\%\r\n\t*.jpg' as RawPath
    expect(encodePath(path)).to.equal('a b\\%25%0D%0A\t*.jpg')
    expect(decodePath(encodePath(path))).to.equal(path)
    expect(decodePath('%0d%0a%41' as RawPath)).to.equal('\r\n%41')
  })

  it('is sorted by bytes, and read as it was written', () => {
    const lines = ['data/é', 'data/z', 'data/a\nb', 'data/a'].map((path) => ({
      path: fromText(path),
      digest: sha256(path),
    }))
    const read = [...parseManifest(formatManifest(lines))]
    expect(read.map(({path}) => toText(path))).to.deep.equal(['data/a', 'data/a\nb', 'data/z', 'data/é'])
    expect(read).to.have.deep.members(lines)
  })
})

describe('checksums of a file', () => {
  it('are of all its pieces', async () => {
    const scratch = new Scratch()
    try {
      const content = Buffer.alloc(2_500_000, 7)
      writeFileSync(join(scratch.path, 'file'), content)
      const checksums = await checksumsOf(fromText(join(scratch.path, 'file')))
      expect(checksums.sha256).to.equal(sha256(content))
      expect(checksums.size).to.equal(content.length)
    } finally {
      scratch.remove()
    }
  })
})
