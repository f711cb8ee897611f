/** A file that changes while it is looked at waits for the next run, whole, and with all that belongs to it. */
import {once} from 'node:events'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct, type Ran, type Running, start} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {filesBelow, picture, plant, writeConfig} from './tree.ts'

interface Moves {
  run: string | null
  moves: {from: string}[]
  left: {path: string; code: string; reason: string}[]
  errors: unknown[]
}

const STILL = 'IMG_20190102_030405.jpg'
const MOVING = 'IMG_20190102_030406.jpg'
const SIDECAR = 'IMG_20190102_030406.xmp'

describe('a drop that is still being written', function () {
  this.timeout(60_000)
  let directory: string
  let drop: string

  beforeEach(() => {
    directory = scratch()
    drop = join(directory, 'drop')
    plant(drop, {[STILL]: 'still', [MOVING]: 'begun', [SIDECAR]: '<x/>'})
    writeConfig(directory, {drop: ['drop'], library: 'library', threads: 1})
  })

  const ingest = (...args: string[]) => mediastruct(['ingest', '--json', ...args], {cwd: directory})

  /** Starts an ingest that looks twice, and waits until it waits. */
  async function waiting(...args: string[]): Promise<Running> {
    const running = start(['ingest', '--json', '--no-progress', ...args], {cwd: directory})
    const [said] = await once(running.child.stderr, 'data')
    expect(String(said)).to.contain('Looking twice at 3 files')
    return running
  }

  /** The name and code of all that was left. */
  function leftOf(ran: Ran): string[] {
    const {left, errors} = ran.json<Moves>()
    expect(errors).to.deep.equal([])
    return left.map(({path, code}) => `${path.slice(drop.length + 1)} ${code}`).sort()
  }

  const HOW: Readonly<Record<string, () => void>> = {
    'that grows': () => appendFileSync(join(drop, MOVING), ', and more'),
    'that is written over, its size and time as before': () => {
      const {atime, mtime} = statSync(join(drop, MOVING))
      writeFileSync(join(drop, MOVING), 'BEGUN')
      utimesSync(join(drop, MOVING), atime, mtime)
    },
    'that got another name': () => {
      renameSync(join(drop, MOVING), join(directory, 'x'))
      renameSync(join(directory, 'x'), join(drop, MOVING))
    },
  }
  for (const [how, change] of Object.entries(HOW)) {
    it(`waits with a file ${how}, and with its sidecar; the rest is filed, exit 0`, async () => {
      const running = await waiting('--settle', '2s')
      change()
      const ran = await running.ended
      expect(ran.code, ran.stderr).to.equal(0)
      expect(leftOf(ran)).to.deep.equal([`${MOVING} unstable`, `${SIDECAR} unstable`])
      expect(ran.json<Moves>().moves).to.have.length(1)
      const next = await ingest('--settle', '0.2s')
      expect(next.json<Moves>().moves).to.have.length(2)
      expect(filesBelow(drop)).to.deep.equal([])
    })
  }

  it('waits with a picture that came after its sidecar', async () => {
    renameSync(join(drop, MOVING), join(drop, 'aside.part'))
    const running = start(['ingest', '--json', '--settle', '2s'], {cwd: directory})
    await once(running.child.stderr, 'data')
    renameSync(join(drop, 'aside.part'), join(drop, MOVING))
    const ran = await running.ended
    expect(leftOf(ran)).to.deep.equal([`${MOVING} unstable`, `${SIDECAR} unstable`])
    expect(ran.json<Moves>().moves).to.have.length(1)
  })

  it('takes what nobody touched in between, and waits for nothing in an empty drop', async () => {
    const ran = await ingest('--settle', '0.2s')
    expect(ran.json<Moves>().moves).to.have.length(3)
    const empty = await ingest('--settle', '1d')
    expect([empty.code, empty.json<Moves>().moves]).to.deep.equal([0, []])
  })

  it('looks twice for a dry run, too, and shows what the real run would do', async () => {
    const running = await waiting('--settle', '2s', '--dry-run')
    appendFileSync(join(drop, MOVING), ', and more')
    const ran = await running.ended
    expect(leftOf(ran)).to.deep.equal([`${MOVING} unstable`, `${SIDECAR} unstable`])
    expect(existsSync(join(directory, '.mediastruct'))).to.equal(false)
  })

  it('is not waited for any longer once that is interrupted: nothing was begun', async () => {
    const before = picture(directory)
    const running = await waiting('--settle', '1h')
    expect(await mediastruct(['crawl', 'drop'], {cwd: directory}), 'no lock is held').to.include({code: 0})
    rmSync(join(directory, '.mediastruct'), {recursive: true})
    running.child.kill('SIGINT')
    const ran = await running.ended
    expect(ran.code).to.equal(130)
    expect(ran.json<Moves>()).to.deep.include({run: null, moves: [], left: [], errors: []})
    expect(existsSync(join(directory, '.mediastruct'))).to.equal(false)
    expect(picture(directory)).to.deep.equal(before)
  })

  /** Changes the file when all is planned and nothing moved yet. */
  const MEDDLER = `
import {appendFileSync, writeFileSync, rmSync} from 'node:fs'
export default ({file, how}) => ({
  name: 'meddler', apiVersion: 1,
  setup(api) {
    api.onRunStart(() => ({
      grow: () => appendFileSync(file, ', and more'),
      vanish: () => rmSync(file),
    })[how]())
  },
})`
  for (const how of ['grow', 'vanish']) {
    for (const copy of [[], ['--copy']]) {
      it(`stays, with its sidecar, where it ${how}s after it was planned${copy.length ? ' as a copy' : ''}: exit 0`, async () => {
        const options = {file: join(drop, MOVING), how}
        plant(directory, {'meddler.mjs': MEDDLER})
        const config = {drop: ['drop'], library: 'library', threads: 1}
        writeConfig(directory, {...config, plugins: [['./meddler.mjs', options]]})
        const ran = await ingest(...copy)
        expect(ran.code, ran.stdout).to.equal(0)
        expect(leftOf(ran)).to.deep.equal([`${MOVING} changed`, `${SIDECAR} changed`])
        expect(ran.json<Moves>().moves).to.have.length(1)
        expect(existsSync(join(drop, SIDECAR))).to.equal(true)
        writeConfig(directory, config)
        const next = await ingest()
        expect(next.json<Moves>().moves.length).to.be.greaterThan(0)
        expect(filesBelow(join(directory, 'library')).some((file) => `${file}`.endsWith('.xmp'))).to.equal(
          true,
        )
      })
    }
  }

  it('refuses a time to wait that is none', async () => {
    mkdirSync(join(directory, 'other'))
    for (const time of ['soon', '-1s', '2d', '']) {
      const ran = await ingest(`--settle=${time}`)
      expect([time, ran.code]).to.deep.equal([time, 2])
      expect(ran.json<{error: {code: string}}>().error.code).to.equal('BAD_FLAG')
    }
  })
})
