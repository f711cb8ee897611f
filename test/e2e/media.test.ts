/** The whole job on real media files, which are not part of the project: MEDIASTRUCT_MEDIA names them. */
import {cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {filesBelow, multiset, picture, writeConfig} from './tree.ts'

const MEDIA =
  process.env.MEDIASTRUCT_MEDIA ?? fileURLToPath(new URL('../../../shared/media', import.meta.url))
const WHERE = existsSync(MEDIA) ? '' : ` (skipped: no ${MEDIA}; set MEDIASTRUCT_MEDIA)`

/** A directory on another device than the temporary one, or none. */
const OTHER_DEVICE = '/dev/shm'
const HAS_OTHER = existsSync(OTHER_DEVICE) && statSync(OTHER_DEVICE).dev !== statSync(tmpdir()).dev

interface MovesDocument {
  run: string | null
  moves: {from: string; to: string; state: string}[]
  left: {path: string; code: string}[]
  errors: unknown[]
}

function dropOf(directory: string): string {
  const drop = join(directory, 'drop')
  cpSync(MEDIA, drop, {recursive: true, preserveTimestamps: true, mode: 0})
  return drop
}

async function json<T>(directory: string, ...args: string[]): Promise<T> {
  const ran = await mediastruct([...args, '--json'], {cwd: directory})
  expect(ran.code, `${args.join(' ')}: ${ran.stderr}${ran.stdout.slice(0, 500)}`).to.be.oneOf([0, 1])
  return ran.json<T>()
}

async function wholeJob(directory: string, library: string): Promise<void> {
  const drop = dropOf(directory)
  const places = {archive: join(library, '..', 'archive'), duplicates: join(library, '..', 'duplicates')}
  mkdirSync(places.archive)
  writeConfig(directory, {drop: [drop], library, ...places})
  const before = {contents: multiset(drop), names: picture(drop), files: filesBelow(drop).length}

  const ingest = await json<MovesDocument>(directory, 'ingest')
  const {moves, left, errors} = ingest
  expect(moves.length + left.length + errors.length, 'every file is filed, left or listed').to.equal(
    before.files,
  )
  expect(moves.length).to.be.greaterThan(100)
  expect(errors).to.deep.equal([])
  expect(multiset(drop, library)).to.deep.equal(before.contents)

  const again = await json<MovesDocument>(directory, 'ingest')
  expect(again.moves, 'a second run does nothing').to.deep.equal([])
  const crawl = await json<{roots: {hashed: number}[]}>(directory, 'crawl', '--force')
  expect(crawl.roots.map(({hashed}) => hashed)).to.deep.equal(crawl.roots.map(() => 0))

  const archive = await json<MovesDocument>(directory, 'archive', '--before', '2015', '--medium', 'dvd-r')
  expect(archive.moves.length).to.be.greaterThan(10)
  const after = await json<{roots: {hashed: number}[]}>(directory, 'crawl', '--force')
  expect(after.roots.map(({hashed}) => hashed)).to.deep.equal(after.roots.map(() => 0))

  for (const run of [archive.run, ingest.run]) await json(directory, 'undo', run ?? '')
  expect(picture(drop), 'undo gives every name, byte and time back').to.deep.equal(before.names)
}

describe(`real media, end to end${WHERE}`, function () {
  this.timeout(180_000)

  before(function () {
    if (!existsSync(MEDIA)) this.skip()
  })

  it('on one file system', async () => {
    const directory = scratch()
    mkdirSync(join(directory, 'data'))
    await wholeJob(directory, join(directory, 'data', 'library'))
  })

  it(`across two devices${HAS_OTHER ? '' : ' (skipped: /dev/shm is no other device)'}`, async function () {
    if (!HAS_OTHER) this.skip()
    const elsewhere = mkdtempSync(join(OTHER_DEVICE, 'mediastruct-'))
    try {
      await wholeJob(scratch(), join(elsewhere, 'library'))
    } finally {
      rmSync(elsewhere, {recursive: true, force: true})
    }
  })
})
