/** What belongs together stays together when something happens to one of it on the way. */
import {appendFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {filesBelow, picture, plant} from '../e2e/tree.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {heldAt} from './held.ts'
import {journalled} from './journals.ts'

const PARTS = ['001', '002'].map(
  (part) => `drop/takeout-20240101T000000Z-${part}/Takeout/Google Photos/Photos from 2019`,
)
const PICTURE = `${PARTS[0]}/IMG_1.jpg`
const NOTES = `${PARTS[1]}/IMG_1.jpg.supplemental-metadata.json`
const OTHER = `${PARTS[0]}/IMG_2.jpg`
const FILES = {
  [PICTURE]: 'one',
  [NOTES]: JSON.stringify({title: 'IMG_1.jpg', photoTakenTime: {timestamp: '1546398245'}}),
  [OTHER]: 'two',
  [`${OTHER}.json`]: JSON.stringify({title: 'IMG_2.jpg', photoTakenTime: {timestamp: '1546398246'}}),
}
const INGEST = ['ingest', 'drop', '--to', 'library', '--json']

interface Document {
  moves: {from: string; state: string}[]
  left: {path: string; code: string}[]
  errors: {path: string; code: string}[]
}

describe('a picture out of one part of a Takeout, and its notes out of another', () => {
  let directory: string
  beforeEach(() => {
    directory = scratch()
    plant(directory, FILES)
  })

  const inLibrary = () => filesBelow(join(directory, 'library')).length

  it('go back both, when the notes change while they are moved', async () => {
    const before = picture(join(directory, 'drop'))
    const held = await heldAt({call: 'unlink', path: PICTURE}, INGEST, {cwd: directory})
    expect(inLibrary(), 'both have their new names already').to.equal(4)
    appendFileSync(join(directory, NOTES), ' ')
    const ended = await held.release()
    expect(ended.code).to.equal(0)
    const {left, moves} = ended.json<Document>()
    expect(left.map(({path, code}) => [path.slice(directory.length + 1), code])).to.have.deep.members([
      [PICTURE, 'changed'],
      [NOTES, 'changed'],
    ])
    expect(moves.filter(({state}) => state === 'done')).to.have.length(2)
    expect(inLibrary()).to.equal(2)
    writeFileSync(join(directory, NOTES), FILES[NOTES] ?? '')
    const again = await mediastruct(INGEST, {cwd: directory})
    expect(again.json<Document>().moves.map(({state}) => state)).to.deep.equal(['done', 'done'])
    expect(inLibrary()).to.equal(before.length)
  })

  it('go back both, when the run is killed between them', async () => {
    const before = picture(join(directory, 'drop'))
    const held = await heldAt({call: 'link', path: NOTES}, INGEST, {cwd: directory})
    held.child.kill('SIGKILL')
    await held.ended
    // One of them has its new name, the other never got one.
    const wished = journalled(join(directory, 'library')).filter(({from}) => from.includes('IMG_1'))
    expect(wished).to.have.length(2)
    const done = await mediastruct(INGEST, {cwd: directory})
    expect(done.code, done.stderr).to.equal(0)
    expect(inLibrary()).to.equal(before.length)
    const names = readdirSync(join(directory, 'library/2019/2019-01-02')).sort()
    const stems = new Set(names.map((name) => name.replace(/\..*/, '')))
    expect([names.length, stems.size]).to.deep.equal([4, 2])
    const undone = await mediastruct(['undo', '--last'], {cwd: directory})
    expect(undone.code, undone.stderr).to.equal(0)
    expect(picture(join(directory, 'drop'))).to.deep.equal(before)
  })

  it('get one number, when the name of the notes is taken under them', async () => {
    const held = await heldAt({call: 'link', path: PICTURE}, INGEST, {cwd: directory})
    const wished = journalled(join(directory, 'library')).map(({to}) => to)
    const taken = wished.find((to) => to.endsWith('.jpg.json')) ?? ''
    writeFileSync(taken, 'foreign')
    const ended = await held.release()
    expect(ended.code, ended.stdout + ended.stderr).to.equal(0)
    const names = readdirSync(join(directory, 'library/2019/2019-01-02'))
    const numbered = names.filter((name) => /-2\.jpg(?:\.json)?$/.test(name))
    expect(numbered).to.have.length(2)
    expect(names).to.have.length(5)
    rmSync(taken)
  })
})
