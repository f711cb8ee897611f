/** Every command's `--json`: one document on stdout, as its schema says, and nothing of it on stderr. */
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {Catalog} from '../../src/catalog/catalog.ts'
import {Copies} from '../../src/catalog/copies.ts'
import {fromText} from '../../src/paths/bytes.ts'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {makeWorld, type World} from '../support/document-trees.ts'
import {mediastruct, type Ran} from '../support/mediastruct.ts'

interface Document {
  schema: string
  run?: string
  runs?: {run: string}[]
  moves?: unknown[]
  groups?: unknown[]
  files?: unknown[]
  error?: {code: string; message: string}
}

/** Runs a command with `--json`, and holds its document against the schema of that name. */
async function documentOf(world: World, args: readonly string[], name: string, code = 0): Promise<Document> {
  const ran = await mediastruct([...args, '--json'], {cwd: world.root})
  expect(ran.code, describeRun(args, ran)).to.equal(code)
  expectSchema(ran.json(), name, describeRun(args, ran))
  expect(ran.stdout.endsWith('\n'), 'a document ends in a newline').to.equal(true)
  const jsonOnStderr = ran.stderr.split('\n').filter((line) => /^\s*[{[]/.test(line))
  expect(jsonOnStderr, 'stderr holds no JSON').to.deep.equal([])
  return ran.json<Document>()
}

function describeRun(args: readonly string[], {stdout, stderr}: Ran): string {
  return `mediastruct ${args.join(' ')}\n${stdout.slice(0, 2000)}\n${stderr.slice(0, 2000)}`
}

function expectSchema(document: unknown, name: string, where: string): void {
  const result = SCHEMAS[name]?.safeParse(document)
  if (!result) throw new Error(`There is no schema named ${name}.`)
  const issues = result.error?.issues.map(({path, message}) => `${path.join('.')}: ${message}`)
  expect(issues ?? [], where).to.deep.equal([])
}

/** As a check of each medium would record it. */
function verifyCopies({root, archive}: World, ...names: string[]): void {
  const catalog = Catalog.open(join(root, '.mediastruct/catalog.db'), 'write')
  const copies = new Copies(catalog.db)
  const volume = {archive: fromText(archive), id: 'MS-0001'}
  const check = {result: 'ok', files: 2, damaged: []} as const
  for (const name of names) copies.checked(volume, name, check, {by: 'verify'})
  catalog.close()
}

async function crawledWorld(): Promise<World> {
  const world = makeWorld()
  const ran = await mediastruct(['crawl', '--no-progress'], {cwd: world.root})
  expect(ran.code, ran.stderr).to.equal(0)
  return world
}

describe('documents', function () {
  this.timeout(60_000)

  it('crawl', async () => {
    const {files} = await documentOf(makeWorld(), ['crawl'], 'crawl')
    expect(files).to.be.greaterThan(3)
  })

  it('crawl, of a file that was damaged', async () => {
    const world = await crawledWorld()
    writeFileSync(join(world.backup, 'only here.jpg'), 'changed!!')
    await documentOf(world, ['crawl', '--rehash'], 'crawl')
    await documentOf(world, ['crawl', '--max-age', '1d'], 'crawl')
  })

  it('index export, search, stats, import, relocate', async () => {
    const world = await crawledWorld()
    await documentOf(world, ['index', 'export'], 'index-rows')
    await documentOf(world, ['index', 'export', '-o', 'all.ndjson'], 'index-export')
    const {files} = await documentOf(world, ['index', 'search', '*.jpg'], 'index-search')
    expect(files).to.have.length.greaterThan(3)
    await documentOf(world, ['index', 'stats'], 'index-stats')
    await documentOf(world, ['index', 'import', 'all.ndjson', '--catalog', 'other.db'], 'index-import')
  })

  it('dupes and dupes --folders', async () => {
    const world = await crawledWorld()
    const {groups} = await documentOf(world, ['dupes'], 'dupes')
    expect(groups).to.have.length.greaterThan(0)
    await documentOf(world, ['dupes', '--folders'], 'dupes-folders')
    await documentOf(world, ['dupes', '-o', 'list.json'], 'dupes')
    expectSchema(JSON.parse(readFileSync(join(world.root, 'list.json'), 'utf8')), 'dupes', 'list.json')
  })

  it('status, --show and --safe-to-wipe', async () => {
    const world = await crawledWorld()
    await documentOf(world, ['status'], 'status')
    await documentOf(world, ['status', '--show', 'redundant'], 'status')
    await documentOf(world, ['status', '--safe-to-wipe', world.backup], 'status', 1)
  })

  it('verify, of what was damaged, removed and accepted', async () => {
    const world = await crawledWorld()
    await documentOf(world, ['verify'], 'verify')
    writeFileSync(join(world.backup, 'only here.jpg'), 'another content')
    await documentOf(world, ['verify'], 'verify', 1)
    await documentOf(world, ['verify', '--accept', join(world.backup, 'only here.jpg')], 'verify')
  })

  it('ingest --explain', async () => {
    const world = makeWorld()
    const file = join(world.drop, 'IMG_20190102_030405.jpg')
    writeFileSync(file, 'no picture at all')
    const {files} = await documentOf(
      world,
      ['ingest', '--explain', file, join(world.drop, 'DSC_0001.jpg')],
      'ingest-explain',
    )
    expect(files).to.have.length(2)
    await documentOf(world, ['ingest', '--explain', file, join(world.drop, 'nothing')], 'ingest-explain', 1)
    await documentOf(world, ['ingest', '--explain'], 'error', 2)
  })

  it('ingest', async () => {
    const world = await crawledWorld()
    const args = ['ingest', '--date', '2019-05-04']
    await documentOf(world, [...args, '--dry-run'], 'ingest')
    const {moves} = await documentOf(world, args, 'ingest')
    expect(moves).to.have.length(1)
  })

  it('refile, and its plan', async () => {
    const world = await crawledWorld()
    const args = ['refile', '--rename', '{yyyy} {name}', '--folder', '{yyyy}/{MM}']
    await documentOf(world, [...args, '--dry-run'], 'refile')
    await documentOf(world, [...args, '--plan', 'refile.ndjson'], 'refile')
    for (const line of readFileSync(join(world.root, 'refile.ndjson'), 'utf8').trim().split('\n')) {
      expectSchema(JSON.parse(line), 'plan', line)
    }
    const {moves} = await documentOf(world, args, 'refile')
    expect(moves).to.have.length.greaterThan(0)
    await documentOf(world, ['undo', '--last'], 'undo')
  })

  it('sort, its plan, apply, history and undo', async () => {
    const world = await crawledWorld()
    await documentOf(world, ['sort', '--dry-run'], 'sort')
    await documentOf(
      world,
      ['sort', world.backup, '--master', world.library, '--plan', 'plan.ndjson'],
      'sort',
    )
    for (const line of readFileSync(join(world.root, 'plan.ndjson'), 'utf8').trim().split('\n')) {
      expectSchema(JSON.parse(line), 'plan', line)
    }
    const {run = '', moves} = await documentOf(world, ['apply', 'plan.ndjson'], 'apply')
    expect(moves).to.have.length.greaterThan(0)
    await documentOf(world, ['history'], 'history')
    await documentOf(world, ['history', run], 'history')
    await documentOf(world, ['undo', run], 'undo')
    await documentOf(world, ['sort', world.backup, '--master', world.library], 'sort')
    await documentOf(world, ['undo', '--last', '--dry-run'], 'undo')
    await documentOf(world, ['history'], 'history')
  })

  it('archive, and the indexes that lie on volumes', async () => {
    const world = await crawledWorld()
    await documentOf(world, ['archive', '--before', '2020-01-01', '--dry-run'], 'archive')
    await documentOf(world, ['archive', '--before', '2020-01-01'], 'archive')
    const archiveIndex = readFileSync(join(world.archive, 'index.json'), 'utf8')
    expectSchema(JSON.parse(archiveIndex), 'archive-index', archiveIndex)
    const volumeIndex = readFileSync(join(world.archive, 'MS-0001', 'volume-index.json'), 'utf8')
    expectSchema(JSON.parse(volumeIndex), 'volume-index', volumeIndex)
    await documentOf(world, ['volumes', 'list'], 'volumes-list')
    await documentOf(world, ['volumes', 'show', 'MS-0001'], 'volumes-show')
    const {files} = await documentOf(world, ['volumes', 'locate', '*.jpg'], 'volumes-locate')
    expect(files).to.have.length(2)
    await documentOf(
      world,
      ['volumes', 'restore', '*.jpg', '--to', 'restored', '--dry-run'],
      'volumes-restore',
    )
    await documentOf(world, ['volumes', 'mark', 'MS-0001/a', 'burned', '--where', 'shelf'], 'volumes-mark')
    await documentOf(world, ['volumes', 'list'], 'volumes-list')
    await documentOf(world, ['volumes', 'show', 'MS-0001'], 'volumes-show')
    await documentOf(world, ['volumes', 'due'], 'volumes-due')
    await documentOf(world, ['volumes', 'release', 'MS-0001'], 'error', 2)
    verifyCopies(world, 'a', 'b')
    await documentOf(world, ['volumes', 'release', 'MS-0001'], 'volumes-release')
    await documentOf(world, ['history', '--events'], 'history-events')
  })

  it('hooks, config, config trust and init', async () => {
    const world = makeWorld()
    await documentOf(world, ['hooks'], 'hooks')
    await documentOf(world, ['config'], 'config')
    await documentOf(world, ['config', 'trust', 'mediastruct.config.json'], 'config-trust')
    const elsewhere: World = {...world, root: world.duplicates.replace(/duplicates$/, 'drop')}
    await documentOf(elsewhere, ['init'], 'init')
  })

  it('run', async () => {
    const world = makeWorld()
    const {root} = world
    const config = {trees: ['library', 'backup'], round: ['crawl', 'dupes']}
    writeFileSync(join(root, 'mediastruct.config.json'), JSON.stringify(config))
    await documentOf(world, ['run'], 'run')
  })

  it('demo', async () => {
    await documentOf(makeWorld(), ['demo', 'tour'], 'demo')
  })
})

describe('what is refused', function () {
  this.timeout(60_000)

  const refused: readonly (readonly [args: string[], code: string])[] = [
    [['nosuch'], 'UNKNOWN_COMMAND'],
    [['index', 'nosuch'], 'UNKNOWN_COMMAND'],
    [['crawl', '--nosuch'], 'USAGE'],
    [['dupes', '--format', 'nosuch'], 'USAGE'],
    [['history', '--limit', 'many'], 'USAGE'],
    [['index', 'search'], 'USAGE'],
    [['crawl', 'nosuch'], 'MISSING_ROOT'],
    [['crawl', '--hash', 'nosuch'], 'UNKNOWN_NAME'],
    [['crawl', '--max-age', 'nosuch'], 'BAD_AGE'],
    [['dupes'], 'NO_CATALOG'],
    [['config', '--config', 'nosuch.json'], 'BAD_CONFIG'],
    [['sort', '--to', 'library'], 'BAD_TARGET'],
    [['apply', 'library/2019/2019-05-04/dog.jpg'], 'BAD_PLAN'],
    [['archive', '--before', '2020-01-01', '--medium', 'nosuch'], 'UNKNOWN_NAME'],
    [['init'], 'CONFIG_EXISTS'],
    [['demo', 'library'], 'DEMO_TAKEN'],
  ]

  for (const [args, code] of refused) {
    it(`${args.join(' ')}: ${code}`, async () => {
      const {error} = await documentOf(makeWorld(), args, 'error', 2)
      expect(error?.code, error?.message).to.equal(code)
    })
  }

  it('an unknown run, and an undo that names none', async () => {
    const world = await crawledWorld()
    expect((await documentOf(world, ['history', 'nosuch'], 'error', 2)).error?.code).to.equal('UNKNOWN_RUN')
    expect((await documentOf(world, ['undo'], 'error', 2)).error?.code).to.equal('NO_RUN')
  })

  it('a config with an unknown key', async () => {
    const world = makeWorld()
    writeFileSync(join(world.root, 'mediastruct.config.json'), '{"librari": "library"}')
    const {error} = await documentOf(world, ['crawl'], 'error', 2)
    expect(error?.code).to.equal('BAD_CONFIG')
    expect(error?.message).to.include('library')
  })
})
