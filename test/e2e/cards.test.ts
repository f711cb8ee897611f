/** From a camera's card to the answer that it may be wiped, and everything that must keep that answer from being yes. */
import {execFileSync} from 'node:child_process'
import {existsSync, lstatSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, relative} from 'node:path'
import {expect} from 'chai'
import {fingerprint} from '../faults/census.ts'
import {type Card, cards} from '../support/cards.ts'
import {mediastruct, PROGRAM, programEnv, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {filesBelow, plant, writeConfig} from './tree.ts'

interface Wiped {
  safe: boolean
  files: number
  notHeld: {path: string; code: string}[]
  junk: {path: string}[]
  errors: {path: string; code: string}[]
}

const CARDS = cards()
const CANON = CARDS.Canon as Card
/** A directory on another device than the temporary one, where there is one. */
const OTHER_DEVICE = '/dev/shm'
const HAS_OTHER = existsSync(OTHER_DEVICE) && statSync(OTHER_DEVICE).dev !== statSync(tmpdir()).dev

describe('a card', function () {
  this.timeout(120_000)
  let directory: string
  let card: string

  beforeEach(async () => {
    directory = scratch()
    card = join(directory, 'card')
    writeConfig(directory, {library: 'library', archive: 'archive', threads: 1})
    plant(directory, {'archive/notes.txt': 'a master'})
    expect(await mediastruct(['crawl', 'archive'], {cwd: directory})).to.include({code: 0})
  })

  async function ingest(...more: string[]): Promise<Ran> {
    const ran = await mediastruct(['ingest', '--copy', card, ...more, '--json'], {cwd: directory})
    expect(ran.code, ran.stdout + ran.stderr).to.equal(0)
    return ran
  }

  async function status(...more: string[]): Promise<Wiped & {code: number | null; reasons: string[]}> {
    const args = ['status', '--safe-to-wipe', card, '--same-device', ...more]
    const ran = await mediastruct([...args, '--json'], {cwd: directory})
    const {safeToWipe} = ran.json<{safeToWipe: Wiped}>()
    expect(ran.code, ran.stdout).to.equal(safeToWipe.safe ? 0 : 1)
    const reasons = safeToWipe.notHeld.map(({path, code}) => `${relative(card, path)}: ${code}`)
    return {...safeToWipe, code: ran.code, reasons}
  }

  for (const [make, {files, junk, undated}] of Object.entries(CARDS)) {
    it(`of ${make} is safe to wipe once it was copied, and stays as it was`, async () => {
      plant(card, files)
      const before = fingerprint(card)
      if (undated.length > 0) {
        await ingest()
        const {reasons} = await status()
        for (const reason of reasons) expect(undated.map((path) => `${path}: not-held`)).to.include(reason)
      }
      await ingest('--undated', 'library/undated')
      const after = await status()
      expect(after.reasons).to.deep.equal([])
      expect(after.junk.map(({path}) => relative(card, path)).sort()).to.deep.equal([...junk].sort())
      expect(after.files).to.equal(filesBelow(card).length - filesOf(junk).length)
      expect(fingerprint(card)).to.deep.equal(before)
    })
  }

  function filesOf(places: readonly string[]): Buffer[] {
    const isIn = (file: Buffer) => places.some((place) => `${file}`.startsWith(join(card, place)))
    return filesBelow(card).filter(isIn)
  }

  describe('that was copied', () => {
    beforeEach(async () => {
      plant(card, CANON.files)
      await ingest()
    })

    it('is safe, and copied no second time; it was not before', async () => {
      expect(await status()).to.include({code: 0, safe: true})
      expect((await ingest()).json<{moves: unknown[]}>().moves).to.deep.equal([])
      rmSync(join(directory, 'library'), {recursive: true})
      expect((await status()).safe).to.equal(false)
    })

    const PICTURE = 'DCIM/100CANON/IMG_0001.JPG'

    it('is not safe with one byte changed, whatever its size and time say', async () => {
      flipLastByte(join(card, PICTURE))
      expect((await status()).reasons).to.deep.equal([`${PICTURE}: not-held`])
    })

    it('is not safe with one file more, whatever it is called', async () => {
      plant(card, {'DCIM/100CANON/IMG_0009.JPG': 'new', 'MISC/notes.txt': 'by hand'})
      expect((await status()).reasons.sort()).to.deep.equal([
        'DCIM/100CANON/IMG_0009.JPG: not-held',
        'MISC/notes.txt: not-held',
      ])
    })

    it('is safe with empty files and junk more: they are listed', async () => {
      plant(card, {'DCIM/100CANON/IMG_0009.JPG': '', '.Trashes/501/x.jpg': 'thrown away', 'DCIM/._x': 'x'})
      const {safe, junk} = await status()
      expect(safe).to.equal(true)
      expect(junk.map(({path}) => relative(card, path))).to.include.members([
        'DCIM/100CANON/IMG_0009.JPG',
        '.Trashes',
        'DCIM/._x',
      ])
    })

    it('is not safe with a symbolic link, wherever it leads', async () => {
      symlinkSync('100CANON/IMG_0001.JPG', join(card, 'DCIM', 'first.jpg'))
      expect((await status()).reasons).to.deep.equal(['DCIM/first.jpg: special'])
    })

    it('is not safe while what was copied is damaged, or gone', async () => {
      const copies = filesBelow(join(directory, 'library')).map(String)
      const [first = '', second = ''] = copies.filter((path) => path.endsWith('.JPG'))
      flipLastByte(first)
      rmSync(second)
      expect((await status()).notHeld.map(({code}) => code)).to.deep.equal(['holder-lost', 'holder-lost'])
    })

    it('is not safe where verified copies are asked for and there is none', async () => {
      const {notHeld} = await status('--copies', '1')
      expect(new Set(notHeld.map(({code}) => code))).to.deep.equal(new Set(['few-copies']))
    })

    it('is not safe from a disk that dies with it, unless that is said to count', async () => {
      const ran = await mediastruct(['status', '--safe-to-wipe', card], {cwd: directory})
      expect(ran.code).to.equal(1)
      expect(ran.stdout).to.contain('--same-device is enough')
    })

    it('names a tree besides with --against', async () => {
      const elsewhere = scratch()
      writeConfig(elsewhere, {catalog: join(directory, '.mediastruct/catalog.db')})
      const args = ['status', '--safe-to-wipe', card, '--same-device', '--json']
      const refused = await mediastruct(args, {cwd: elsewhere})
      expect(refused.code).to.equal(2)
      expect(refused.stdout).to.contain('NO_HOLDER').and.contain('--against')
      const library = join(directory, 'library')
      expect(await mediastruct([...args, '--against', library], {cwd: elsewhere})).to.include({code: 0})
    })
  })

  it('of another device is safe without a word more', async function () {
    if (!HAS_OTHER) return this.skip()
    card = mkdtempSync(join(OTHER_DEVICE, 'mediastruct-card-'))
    try {
      plant(card, CANON.files)
      await ingest()
      const ran = await mediastruct(['status', '--safe-to-wipe', card], {cwd: directory})
      expect(ran.code, ran.stdout).to.equal(0)
      expect(ran.stdout).to.contain('it may be wiped')
    } finally {
      rmSync(card, {recursive: true})
    }
  })

  it('is safe after what the answer says was typed', async () => {
    card = join(directory, 'my card')
    plant(card, {...CANON.files, 'DCIM/100CANON/notes.txt': 'who was there'})
    const args = ['status', '--safe-to-wipe', card, '--same-device']
    const unsafe = await mediastruct(args, {cwd: directory})
    expect(unsafe.code).to.equal(1)
    const typed = [...unsafe.stdout.matchAll(/: mediastruct (ingest .*)$/gm)].map(([, words]) => words)
    expect(typed).to.have.length(2)
    const last = `'${process.execPath}' '${PROGRAM}' ${typed.at(-1)}`
    execFileSync('sh', ['-c', last], {cwd: directory, env: {...programEnv()}, stdio: 'pipe'})
    expect(await mediastruct(args, {cwd: directory})).to.include({code: 0})
  })
})

function flipLastByte(path: string): void {
  const {atime, mtime} = lstatSync(path)
  execFileSync(
    'sh',
    ['-c', `printf '\\001' | dd of="$1" bs=1 seek=$(($(stat -c %s "$1") - 1)) conv=notrunc`, 'sh', path],
    {
      stdio: 'pipe',
    },
  )
  utimesSync(path, atime, mtime)
}
