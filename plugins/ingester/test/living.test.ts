/** What a living drop is judged by: two looks, who writes, what was read already, and which refusals pass. */
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {expect} from 'chai'
import fc from 'fast-check'
import {type HashResult, MediaStructError, type RawPath, relativeTo, toBytes, toText} from 'mediastruct'
import {Established} from '../src/living/established.ts'
import {Look} from '../src/living/look.ts'
import {OpenFiles} from '../src/living/open-files.ts'
import {Patience} from '../src/living/patience.ts'
import {RememberedHashes} from '../src/living/remembered-hashes.ts'
import {parseSettle} from '../src/living/settle.ts'
import {StillSince} from '../src/living/still-since.ts'
import {findFiles} from '../src/planner/find.ts'
import {codeOf, MemorySink, registryWith, Scratch} from './planning.ts'

let scratch: Scratch
beforeEach(() => {
  scratch = new Scratch()
  mkdirSync(toBytes(scratch.path('drop')))
})
afterEach(() => scratch.remove())

const never = new AbortController().signal
const look = (excludes = (_root: RawPath, _path: RawPath) => false) =>
  Look.at([scratch.path('drop')], {excludes, signal: never})

/** Paths below the drop. */
function below(paths: Iterable<RawPath>): string[] {
  return [...paths].map((path) => toText(relativeTo(scratch.path('drop'), path))).sort()
}

describe('a look at a drop', () => {
  it('shows every file below, and nothing of what is junk or excluded', async () => {
    for (const name of ['a.jpg', 'd/e/b.jpg', '.DS_Store', 'no/c.jpg']) scratch.write(`drop/${name}`, 'abc')
    const seen = await look((_root, path) => path.endsWith('/no'))
    expect([seen.files, seen.bytes]).to.deep.equal([2, 6])
    expect(below([...seen.unlike(Look.ofNothing())].map(({path}) => path))).to.deep.equal([
      'a.jpg',
      'd/e/b.jpg',
    ])
  })

  it('tells of a later one what changed, came, or was written over behind its time', async () => {
    const [same, grown, behind] = ['same', 'grown', 'behind'].map((name) =>
      scratch.write(`drop/${name}`, 'abc'),
    )
    const first = await look()
    await tick()
    writeFileSync(toBytes(grown ?? scratch.path('')), 'abcd')
    const {atime, mtime} = lstatSync(toBytes(behind ?? scratch.path('')))
    writeFileSync(toBytes(behind ?? scratch.path('')), 'ABC')
    utimesSync(toBytes(behind ?? scratch.path('')), atime, mtime)
    scratch.write('drop/new/x', 'abc')
    const second = await look()
    expect(below([...second.unlike(first)].map(({path}) => path))).to.deep.equal(['behind', 'grown', 'new/x'])
    const compared = [...second.unlike(Look.ofNothing())].map((seen) => first.compare(seen.path, seen)).sort()
    expect(compared).to.deep.equal(['changed', 'changed', 'new', 'same'])
    expect(second.find(same ?? scratch.path(''))?.size).to.equal(3n)
    expect(second.find(scratch.path('drop/none'))).to.equal(undefined)
  })

  it('differs from another in exactly what was done to the drop in between', async () => {
    const names = ['a', 'b', 'd/a', 'd/b', 'd/e/a']
    const change = fc.constantFrom('write', 'remove', 'rename', 'nothing')
    await fc.assert(
      fc.asyncProperty(fc.array(change, {minLength: 5, maxLength: 5}), async (changes) => {
        for (const name of names) scratch.write(`drop/${name}`, 'abc')
        const first = await look()
        await tick()
        const expected = names.flatMap((name, index) => {
          const path = toBytes(scratch.path(`drop/${name}`))
          if (changes[index] === 'remove') rmSync(path)
          if (changes[index] === 'write') writeFileSync(path, 'abcd')
          if (changes[index] === 'rename') renameSync(path, Buffer.concat([path, Buffer.from('+')]))
          if (changes[index] === 'rename') return [`${name}+`]
          return changes[index] === 'write' ? [name] : []
        })
        const second = await look()
        expect(below([...second.unlike(first)].map(({path}) => path))).to.deep.equal(expected.sort())
        for (const name of expected) rmSync(toBytes(scratch.path(`drop/${name}`)))
      }),
      {numRuns: 25},
    )
  })

  it('ends early where it is interrupted', async () => {
    scratch.write('drop/a', 'abc')
    const seen = await Look.at([scratch.path('drop')], {excludes: () => false, signal: AbortSignal.abort()})
    expect(seen.files).to.equal(0)
  })
})

describe('a file at rest', () => {
  async function marked(since: StillSince): Promise<Record<string, string | undefined>> {
    const {hooks} = await registryWith()
    const finding = {sink: new MemorySink(), excludes: () => false, onFileDiscovered: hooks.onFileDiscovered}
    const files: Record<string, string | undefined> = {}
    for await (const directory of since.marking(findFiles(scratch.path('drop'), finding))) {
      for (const {name, moving} of directory.files) files[toText(name)] = moving
    }
    return files
  }

  it('is as the first look showed it', async () => {
    for (const name of ['still', 'grown']) scratch.write(`drop/${name}`, 'abc')
    const since = new StillSince(await look())
    scratch.write('drop/grown', 'abcd')
    scratch.write('drop/new', 'abc')
    const files = await marked(since)
    expect(files.still).to.equal(undefined)
    expect(files.grown).to.contain('changed between two looks')
    expect(files.new).to.contain('came only now')
    expect(below(since.moving)).to.deep.equal(['grown', 'new'])
  })

  it('is open for writing to no other process, and reading does no harm', async function () {
    if (process.platform !== 'linux') return this.skip()
    for (const name of ['read', 'written']) scratch.write(`drop/${name}`, 'abc')
    const since = new StillSince(await look())
    const [read, written] = ['read', 'written'].map((name) => toText(scratch.path(`drop/${name}`)))
    const {spawn} = await import('node:child_process')
    const child = spawn('sh', [
      '-c',
      'exec 8<"$1" 9>>"$2"; echo open; read _',
      'sh',
      read ?? '',
      written ?? '',
    ])
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve))
      const files = await marked(since)
      expect(files.read).to.equal(undefined)
      expect(files.written).to.contain(`process ${child.pid}`).and.contain('open for writing')
    } finally {
      child.kill()
    }
  })

  it('may be open for writing to ourselves', () => {
    const path = scratch.write('drop/ours', 'abc')
    const ours = openSync(toBytes(path), 'r+')
    const {ino} = lstatSync(toBytes(path), {bigint: true})
    expect(OpenFiles.now().writerOf(path, ino)).to.equal(undefined)
    closeSync(ours)
  })
})

describe('what a watch has read', () => {
  const provider = {name: 'blake3', module: '', export: '', digestBytes: 32}

  /** Counts how often each file is read. */
  function counting() {
    const read: string[] = []
    const hashFiles = async (paths: readonly RawPath[]): Promise<HashResult[]> =>
      paths.map((path) => {
        read.push(toText(path).replace(/.*\//, ''))
        const stats = lstatSync(toBytes(path), {bigint: true, throwIfNoEntry: false})
        if (!stats) return {ok: false, code: 'ENOENT', message: 'gone'}
        const {size, mtimeNs, ctimeNs, ino, dev} = stats
        return {ok: true, hash: 'aa', size: Number(size), mtimeNs, ctimeNs, inode: ino, device: dev}
      })
    return {read, pool: {provider, hashFiles}}
  }

  it('is read again only where it changed, and in order', async () => {
    const {read, pool} = counting()
    const remembered = new RememberedHashes()
    const paths = ['a', 'b', 'c'].map((name) => scratch.write(name, name))
    const hash = async () => {
      const results = await remembered.over(pool).hashFiles(paths)
      remembered.endRound()
      return results.map((result) => (result.ok ? result.size : result.code))
    }
    expect(await hash()).to.deep.equal([1, 1, 1])
    await tick()
    scratch.write('b', 'bbb')
    rmSync(toBytes(scratch.path('c')))
    expect(await hash()).to.deep.equal([1, 3, 'ENOENT'])
    expect(await hash()).to.deep.equal([1, 3, 'ENOENT'])
    expect(read.join('')).to.equal('abcbcc')
  })

  it('is forgotten with the round that did not meet it', async () => {
    const {read, pool} = counting()
    const remembered = new RememberedHashes()
    const [a, b] = ['a', 'b'].map((name) => scratch.write(name, name))
    for (const paths of [[a, b], [a], [a, b]]) {
      await remembered.over(pool).hashFiles(paths.flatMap((path) => path ?? []))
      remembered.endRound()
    }
    expect(read.join('')).to.equal('abb')
  })
})

describe('patience', () => {
  const refusal = (code: string, message = code) => new MediaStructError(code, message)

  it('waits longer each time, for a disk longer than for a lock, and says it once', () => {
    const patience = new Patience()
    expect(patience.waitMs).to.equal(0)
    expect(patience.lose(refusal('CATALOG_LOCKED')))
      .to.contain('CATALOG_LOCKED')
      .and.contain('trying again')
    const waits = Array.from({length: 5}, () => {
      expect(patience.lose(refusal('CATALOG_LOCKED'))).to.equal(undefined)
      return patience.waitMs
    })
    expect(waits).to.deep.equal([2000, 4000, 5000, 5000, 5000])
    for (let times = 0; times < 9; times++) patience.lose(refusal('TREE_VANISHED'))
    expect(patience.waitMs).to.equal(60_000)
    patience.restore()
    expect(patience.waitMs).to.equal(0)
    expect(patience.lose(refusal('TREE_VANISHED'))).to.not.equal(undefined)
  })

  it('is lost at what does not pass by itself', async () => {
    for (const error of [refusal('RECOVERY_CONFLICT'), refusal('BAD_TEMPLATE'), new Error('a bug')]) {
      expect(await codeOf(() => new Patience().lose(error))).to.equal(
        'code' in error ? error.code : undefined,
      )
      expect(() => new Patience().lose(error)).to.throw(error.message)
    }
  })

  it('is asked for where what was there is not there any more', async () => {
    const [catalog, library] = [scratch.write('catalog.db', ''), scratch.path('library')]
    const established = new Established(catalog, library)
    established.assert()
    established.confirm()
    rmSync(toBytes(catalog))
    expect(await codeOf(() => established.assert())).to.equal('CATALOG_VANISHED')
    scratch.write('catalog.db', '')
    established.assert()
    mkdirSync(toBytes(library))
    established.confirm()
    rmSync(toBytes(library), {recursive: true})
    expect(await codeOf(() => established.assert())).to.equal('LIBRARY_VANISHED')
  })
})

describe('a time to settle', () => {
  for (const [text, ms] of [
    ['5s', 5000],
    ['0.5s', 500],
    ['1m', 60_000],
    ['1d', 86_400_000],
    ['0', 0],
  ] as const) {
    it(`may be ${text}`, () => expect(parseSettle(text)).to.equal(ms))
  }
  for (const text of ['', '5', '-1s', 'soon', '2d', '1y', '5 s later']) {
    it(`is not "${text}"`, async () => expect(await codeOf(() => parseSettle(text))).to.equal('BAD_FLAG'))
  }
})

/** Until the kernel's clock, by which it stamps files, has gone on. */
async function tick(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 15))
}
