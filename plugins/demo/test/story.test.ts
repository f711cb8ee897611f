import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {placeForDemo} from '../src/place.ts'
import type {DemoSet} from '../src/set.ts'
import {runStep} from '../src/step.ts'
import {chapters, closing, commandLine} from '../src/story.ts'

const SET: DemoSet = {
  directory: '/tmp/my demo',
  config: '/tmp/my demo/mediastruct.config.json',
  drop: '/tmp/my demo/drop',
  backup: '/tmp/my demo/old-backup',
  library: '/tmp/my demo/library',
  archive: '/tmp/my demo/archive',
  duplicates: '/tmp/my demo/duplicates',
  dropped: 13,
  backedUp: 5,
}

describe('the story', () => {
  const [ingest, , dupes, sort] = chapters(SET)

  it('shows commands as typed, with short paths', () => {
    expect(sort && commandLine(sort, SET)).to.equal(
      'mediastruct sort old-backup --master library --to duplicates',
    )
  })

  it('sums up what a step printed', () => {
    const document = {
      moves: [{from: '/tmp/my demo/drop/a.jpg', to: '/tmp/my demo/library/2024/b.jpg'}],
      left: [{path: '/tmp/my demo/drop/notes.png', code: 'undated'}],
      totals: {moved: 1, movedBytes: 2000, left: 1, errors: 0},
    }
    expect(ingest?.summary(document)).to.equal('1 file, 2 kB filed; 1 file left')
    expect(ingest?.details(document)).to.deep.equal([
      'drop/a.jpg -> library/2024/b.jpg',
      'drop/notes.png: left (undated)',
    ])
  })

  it('says nothing wrong of a document that it does not understand', () => {
    expect(dupes?.summary(undefined)).to.equal('0 groups, 0 redundant files, 0 B')
    expect(dupes?.details({groups: 'none'})).to.deep.equal([])
  })

  it('takes runs back newest first, in words that a shell understands', () => {
    expect(closing(SET, ['01A', '01B']).filter((line) => line.includes('undo'))).to.deep.equal([
      "  mediastruct undo 01B --config '/tmp/my demo/mediastruct.config.json'",
      "  mediastruct undo 01A --config '/tmp/my demo/mediastruct.config.json'",
    ])
  })
})

describe('the place and the steps of the demo', () => {
  let scratch: string
  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'mediastruct-story-'))
  })
  after(() => rm(scratch, {recursive: true}))

  it('takes the next free name, and refuses a directory with something in it', async () => {
    expect(await placeForDemo(undefined, scratch)).to.equal(join(scratch, 'mediastruct-demo'))
    await writeFile(join(scratch, 'mediastruct-demo'), 'mine')
    expect(await placeForDemo(undefined, scratch)).to.equal(join(scratch, 'mediastruct-demo-2'))
    const refused = await placeForDemo('.', scratch).catch((error: unknown) => error)
    expect(refused).to.include({code: 'DEMO_TAKEN', exitCode: 2})
  })

  it('runs a program and reads its document, exit code and words', async () => {
    const program = join(scratch, 'program.mjs')
    await writeFile(
      program,
      'console.error("hm"); console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 1',
    )
    expect(await runStep(program, scratch, ['crawl'])).to.deep.equal({
      exitCode: 1,
      document: ['crawl', '--json', '--no-progress'],
      stderr: 'hm\n',
    })
  })

  it('takes a step without a document for a failed one', async () => {
    const program = join(scratch, 'silent.mjs')
    await writeFile(program, '')
    expect(await runStep(program, scratch, [])).to.include({exitCode: 1, document: undefined})
  })
})
