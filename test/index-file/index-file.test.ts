import {execFileSync} from 'node:child_process'
import {expect} from 'chai'
import fc from 'fast-check'
import type {Catalog} from '../../src/catalog/catalog.ts'
import {percentDecode, percentEncode} from '../../src/index-file/encode.ts'
import {exportIndex, exportIndexFile} from '../../src/index-file/export.ts'
import {openIndexFiles} from '../../src/index-file/open.ts'
import {readIndexFile} from '../../src/index-file/read.ts'
import {formatOfName, type IndexFormat, type IndexRow} from '../../src/index-file/row.ts'
import {isExportedIndex} from '../../src/index-file/source.ts'
import {fromBytes, isUtf8, join, type RawPath, toText} from '../../src/paths/bytes.ts'
import {Reporter} from '../../src/report/reporter.ts'
import {Recorder} from '../report/streams.ts'
import {blake3, collect, crawlTrees, newCatalog, raw, row, scratchPath, write} from '../support/indexed.ts'
import {refusal} from '../support/refused.ts'

const stderr = new Recorder()
const reporter = new Reporter({
  json: false,
  quiet: false,
  verbose: false,
  progress: 'none',
  stdout: new Recorder(),
  stderr,
})

const ODD = [
  'new\nline',
  'quote"s',
  'back\\slash',
  'com,ma',
  ' blanks ',
  'per%20cent',
  'car\rriage',
  '#x',
  '=1+1',
  'é😀',
]
const RAW = ['ff\xff', '\xfe\n,"%'].map((name) => name as RawPath)

async function textOf(catalog: Catalog, format: IndexFormat, roots: readonly RawPath[] = [raw('/')]) {
  let text = ''
  const write = async (chunk: string) => {
    text += chunk
  }
  const result = await exportIndex(catalog, roots, format, write, reporter)
  return {text, ...result}
}

async function rowsOf(file: RawPath): Promise<IndexRow[]> {
  return await collect(readIndexFile(file))
}

/** Writes the index of `catalog` and reads it back. */
async function roundTrip(catalog: Catalog, format: 'csv' | 'ndjson' | 'json'): Promise<IndexRow[]> {
  const {text} = await textOf(catalog, format)
  return await rowsOf(write(scratchPath(), `index.${format}`, text))
}

const expected = (catalog: Catalog): IndexRow[] =>
  [...catalog.all()].map(({path, hash = '', size}) => ({path, hash, size}))

describe('an index file', () => {
  for (const format of ['csv', 'ndjson', 'json'] as const) {
    it(`gives back every name as ${format}`, async () => {
      const catalog = newCatalog()
      for (const name of [...ODD.map(raw), ...RAW]) catalog.put(row(join(raw('/d'), name)))
      expect(await roundTrip(catalog, format)).to.deep.equal(expected(catalog))
    })

    it(`gives back any bytes as ${format}`, async () => {
      const name = fc
        .uint8Array({minLength: 1, maxLength: 10})
        .map((bytes) => fromBytes(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x22 : byte))))
      await fc.assert(
        fc.asyncProperty(fc.array(name, {maxLength: 5}), async (names) => {
          const catalog = newCatalog()
          for (const one of names) catalog.put(row(join(raw('/d'), one)))
          expect(await roundTrip(catalog, format)).to.deep.equal(expected(catalog))
        }),
        {numRuns: 25},
      )
    })

    it(`of nothing is a sound ${format}`, async () => {
      const catalog = newCatalog()
      expect(await roundTrip(catalog, format)).to.deep.equal([])
      if (format === 'json') expect(JSON.parse((await textOf(catalog, format)).text)).to.deep.equal([])
    })
  }

  it('has an encoding column only where some name needs it', async () => {
    const catalog = newCatalog()
    catalog.put(row('/a', {hash: 'ab'.repeat(32)}))
    expect((await textOf(catalog, 'csv')).text).to.equal(`path,hash,size\n/a,${'ab'.repeat(32)},3\n`)
    catalog.put(row('/\xff %' as RawPath, {hash: 'ab'.repeat(32)}))
    expect((await textOf(catalog, 'csv')).text.split('\n')).to.deep.equal([
      'path,hash,size,encoding',
      `/a,${'ab'.repeat(32)},3,`,
      `/%FF %25,${'ab'.repeat(32)},3,percent`,
      '',
    ])
  })

  it('in json and ndjson has pathBytes only where the text loses something', async () => {
    const catalog = newCatalog()
    catalog.put(row('/a'))
    catalog.put(row('/\xff' as RawPath))
    const rows: unknown = JSON.parse((await textOf(catalog, 'json')).text)
    const common = {hash: blake3('abc'), size: 3}
    expect(rows).to.deep.equal([
      {path: '/a', ...common},
      {path: '/\ufffd', pathBytes: 'L/8=', ...common},
    ])
  })

  it('leaves out and counts what has no hash, and lists nothing twice for roots in one another', async () => {
    const catalog = newCatalog()
    catalog.put(row('/a/b/x'))
    catalog.put(row('/a/y', {hash: undefined, algorithm: undefined}))
    const {rows, pending} = await textOf(catalog, 'csv', [raw('/a'), raw('/a/b')])
    expect({rows, pending}).to.deep.equal({rows: 1, pending: 1})
    expect((await textOf(catalog, 'csv', [raw('/'), raw('/a')])).rows).to.equal(1)
    expect(stderr.text).to.include('1 files have no hash yet')
  })

  it('is named by its extension', () => {
    const names = ['a.csv', 'a.NDJSON', 'a.jsonl', 'a.json', 'a.b3', 'a.b3sum', 'a.txt', 'csv']
    expect(names.map(formatOfName)).to.deep.equal([
      'csv',
      'ndjson',
      'ndjson',
      'json',
      'b3sum',
      'b3sum',
      undefined,
      undefined,
    ])
  })

  it('is written as a whole, again over what we wrote, and never over another file', async () => {
    const [catalog, root] = [newCatalog(), scratchPath()]
    catalog.put(row('/a'))
    const file = join(root, raw('index.csv'))
    for (const time of ['first', 'second']) {
      expect((await exportIndexFile(catalog, [raw('/')], {file, reporter})).rows, time).to.equal(1)
    }
    expect(await rowsOf(file)).to.have.lengthOf(1)
    const mine = write(root, 'mine.csv', 'precious')
    await refusal('NOT_OURS', () => exportIndexFile(catalog, [raw('/')], {file: mine, reporter}))
    await refusal('BAD_FORMAT', () =>
      exportIndexFile(catalog, [raw('/')], {file: join(root, raw('x.txt')), reporter}),
    )
  })

  it('percent-encodes any bytes, and reads them back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const path = fromBytes(bytes)
        expect(percentEncode(path)).to.match(/^[ -~]*$/)
        expect(percentDecode(percentEncode(path))).to.equal(path)
      }),
    )
    expect(percentDecode('/é%FF')).to.equal('/\xc3\xa9\xff')
  })

  for (const [what, name, text] of [
    ['a relative path', 'x.csv', 'path,hash,size\na,abababababababab,1\n'],
    ['no hash', 'x.csv', 'path,hash,size\n/a,,1\n'],
    ['an upper-case hash', 'x.ndjson', '{"path":"/a","hash":"ABABABABABABABAB","size":1}'],
    ['a size that is no count', 'x.json', '[{"path":"/a","hash":"abababababababab","size":-1}]'],
    ['no such columns', 'x.csv', 'name,size\na,1\n'],
    ['an open quote', 'x.csv', 'path,hash,size\n"/a,abababababababab,1\n'],
    ['no JSON', 'x.json', '[{]'],
    ['no array', 'x.json', '{"files":[]}'],
    ['a line of garbage', 'x.ndjson', '{"path":"/a","hash":"abababababababab","size":1}\nnonsense'],
    ['a row that is null', 'x.json', '[null]'],
    ['a path that leads out of its tree', 'x.csv', 'path,hash,size\n/a/../b,abababababababab,1\n'],
    ['a path to a directory itself', 'x.csv', 'path,hash,size\n/a/.,abababababababab,1\n'],
    ['a path with NUL', 'x.json', '[{"path":"/a\\u0000b","hash":"abababababababab","size":1}]'],
    ['the check format, which has no sizes', 'x.b3', 'abababababababab  /a\n'],
  ] as const) {
    it(`with ${what} is refused`, async () => {
      const file = write(scratchPath(), name, text)
      expect((await refusal('BAD_INDEX', () => rowsOf(file))).message).to.include(toText(file))
    })
  }

  it('that is not there, or a directory, is an error like any other, in every format', async () => {
    for (const name of ['x.csv', 'x.ndjson', 'x.json', 'x']) {
      await refusal('MISSING_FILE', () => rowsOf(join(scratchPath(), raw(name))))
    }
    await refusal('UNREADABLE_INDEX', () => rowsOf(scratchPath()))
  })

  it('is known by how it begins where its name says nothing', async () => {
    const line = '{"path":"/a","hash":"abababababababab","size":1}'
    for (const text of [
      line,
      `[${line}]`,
      'path,hash,size\r\n/a,abababababababab,1\r\n',
      '\ufeffpath,hash,size\n/a,abababababababab,1\n',
    ]) {
      expect(await rowsOf(write(scratchPath(), 'index', text))).to.deep.equal([
        {path: '/a', hash: 'abababababababab', size: 1},
      ])
    }
  })
})

describe('the check format of b3sum', () => {
  it('leaves out names that are not UTF-8, says which, and refuses another algorithm', async () => {
    const catalog = newCatalog()
    catalog.put(row('/a/x'))
    catalog.put(row('/a/\xff' as RawPath))
    catalog.put(row('/a/offline', {offline: true}))
    const {rows, errors, text} = await textOf(catalog, 'b3sum')
    expect({rows, errors}).to.deep.equal({rows: 1, errors: 1})
    expect(text).to.equal(`${blake3('abc')}  /a/x\n`)
    expect(stderr.text).to.include('which b3sum')
    catalog.put(row('/a/y', {algorithm: 'sha256'}))
    await refusal('WRONG_ALGORITHM', () => textOf(catalog, 'b3sum'))
  })

  it('passes b3sum --check', async function () {
    try {
      execFileSync('b3sum', ['--version'], {stdio: 'ignore'})
    } catch {
      return this.skip()
    }
    const [catalog, root] = [newCatalog(), scratchPath()]
    for (const name of ODD.filter((odd) => isUtf8(raw(odd)))) write(root, raw(name), `content of ${name}`)
    await crawlTrees(catalog, [root])
    const {text, rows} = await textOf(catalog, 'b3sum')
    expect(rows).to.equal(ODD.length)
    const list = write(scratchPath(), 'index.b3', text)
    const checked = execFileSync('b3sum', ['--check', toText(list)], {encoding: 'utf8'})
    expect(checked.match(/: OK$/gm)).to.have.lengthOf(ODD.length)
  })
})

describe('index files as a catalog', () => {
  it('are asked together, each below the directory that holds all of it', async () => {
    const root = scratchPath()
    const one = write(
      root,
      'one.csv',
      `path,hash,size\n/nas/2019/x,${blake3('abc')},3\n/nas/2020/y,${blake3('x')},1\n`,
    )
    const two = write(root, 'two.ndjson', `{"path":"/laptop/z","hash":"${blake3('abc')}","size":3}\n`)
    const {catalog, roots} = await openIndexFiles([one, two])
    expect(roots).to.deep.equal(['/nas', '/laptop'])
    expect([...catalog.sharedContents(1)]).to.have.lengthOf(1)
    catalog.close()
    await refusal('MISSING_FILE', () => openIndexFiles([one, join(root, raw('none.csv'))]))
  })
})

describe('what is imported as an exported index', () => {
  const index = (kind: string) => JSON.stringify({schema: `mediastruct/${kind}-index@1`, files: []})

  it('is a file of text, whatever its name, or what is not there', async () => {
    const row = `{"path":"/a","hash":"${blake3('x')}","size":1}`
    for (const text of [row, `[${row}]`, 'path,hash,size\n', '', '{"schema":"mediastruct/status@1"}'])
      expect(await isExportedIndex(write(scratchPath(), 'index.json', text)), text).to.equal(true)
    expect(await isExportedIndex(join(scratchPath(), raw('none')))).to.equal(true)
  })

  it('is neither the index of a volume or an archive, nor an image, nor a directory', async () => {
    for (const text of [index('volume'), ` ${index('archive')}`, `${'\0'.repeat(32768)}CD001`])
      expect(await isExportedIndex(write(scratchPath(), 'x.csv', text)), text.slice(0, 40)).to.equal(false)
    expect(await isExportedIndex(scratchPath())).to.equal(false)
  })
})
