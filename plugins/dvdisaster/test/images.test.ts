import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {readdirSync, truncateSync} from 'node:fs'
import {pathToFileURL} from 'node:url'
import {expect} from 'chai'
import type {EccProvider} from 'mediastruct'
import {largestWithin} from '../src/rs02.ts'
import {CAPACITY, Disc, needs, offered, range, SECTOR} from './disc.ts'

describe('images, with dvdisaster', function () {
  this.timeout(60_000)
  let disc: Disc
  let ecc: EccProvider
  /** Sectors of `plain.iso`, and of `good.iso`, which is the same with error correction. */
  let [data, all] = [0, 0]
  /** Sectors in a row that it can carry, where none of them holds checksums. */
  let most = 0
  let crcSectors = 0

  before(async function () {
    needs(this, 'dvdisaster', 'genisoimage')
    disc = new Disc()
    ecc = offered()
    data = disc.image('plain.iso', 800_000)
    disc.copy('plain.iso', 'good.iso')
    await ecc.protect(disc.job('good.iso'))
    all = disc.count('good.iso')
    const {roots = 0} = largestWithin(data, CAPACITY) ?? {}
    crcSectors = Math.ceil(data / 512)
    most = roots * Math.ceil((data + 2 + crcSectors) / (255 - roots))
  })
  after(() => disc?.remove())

  it('adds what it said behind the sectors that are there, and leaves nothing else anywhere', async () => {
    const told: number[] = []
    disc.copy('plain.iso', 'v.iso')
    await ecc.protect(disc.job('v.iso', {progress: (done) => told.push(done)}))
    const [before, after] = [disc.read('plain.iso'), disc.read('v.iso')]
    expect(after.subarray(0, before.length).equals(before), 'the image is as it was').to.equal(true)
    expect(after.length / SECTOR).to.equal(ecc.room(data, CAPACITY).sectors)
    expect(await ecc.check(disc.job('v.iso'))).to.deep.equal({
      state: 'intact',
      detail: 'all sectors are good',
    })
    expect(disc.read('v.iso').equals(after), 'a check changes nothing').to.equal(true)
    expect(told.at(-1)).to.equal(1)
    expect(readdirSync(disc.at('scratch')), 'no settings are written').to.deep.equal([])
    expect(await ecc.version()).to.match(/^0\.\d/)
  })

  it('repairs zeroed sectors to the bit: as many as it can carry, scattered and in a row', async () => {
    // Copies of the header are not mended: one is enough.
    const isHeader = (sector: number) => sector > data + 31 && sector % 32 < 2
    const damages = {
      'in a row, where files are': range(300, Math.min(most, data - 300)),
      'in a row, in the error correction': range(data + 2 + crcSectors, Math.floor(most / 2) - 20),
      // Every third sector: neighbours are of different codewords, so all of them bear alike.
      scattered: range(0, Math.floor((data - 18) / 3)).map((index) => 18 + index * 3),
    }
    for (const [name, sectors] of Object.entries(damages)) {
      disc.copy('good.iso', 'd.iso')
      disc.zero('d.iso', sectors)
      const {state, detail} = await ecc.repair(disc.job('d.iso'))
      expect([name, state]).to.deep.equal([name, 'intact'])
      expect(detail).to.match(/^\d{2,} sectors were repaired$/)
      const [good, after] = [disc.read('good.iso'), disc.read('d.iso')]
      const wrong = range(0, all).filter(
        (sector) => !isHeader(sector) && !sectorOf(after, sector).equals(sectorOf(good, sector)),
      )
      expect(wrong, name).to.deep.equal([])
    }
  })

  it('says how much it can not repair, and changes for the better alone', async () => {
    disc.copy('good.iso', 'd.iso')
    disc.zero('d.iso', range(17, data - 17))
    const {state, detail} = await ecc.repair(disc.job('d.iso'))
    expect(state).to.equal('damaged')
    expect(detail).to.match(/^\d+ sectors were repaired, [1-9]\d* could not be$/)
    const [good, after] = [disc.read('good.iso'), disc.read('d.iso')]
    const worse = range(0, all).filter((sector) => {
      const bytes = sectorOf(after, sector)
      return bytes.some((byte) => byte !== 0) && !bytes.equals(sectorOf(good, sector))
    })
    expect(worse).to.deep.equal([])
  })

  it('repairs twice as much of what has no checksums where it is told what is missing', async () => {
    const lost = range(data + 2 + crcSectors, most - 20)
    disc.copy('good.iso', 'd.iso')
    disc.zero('d.iso', lost)
    expect((await ecc.repair(disc.job('d.iso'))).state, 'zeros may be wrong or right').to.equal('damaged')
    disc.copy('good.iso', 'd.iso')
    for (const sector of lost) disc.zero('d.iso', [sector], ecc.standIn?.(sector))
    expect((await ecc.repair(disc.job('d.iso'))).state).to.equal('intact')
  })

  it('mends an image that is cut short, and one that a drive read on behind', async () => {
    truncateSync(disc.copy('good.iso', 'short.iso'), (all - 90) * SECTOR)
    truncateSync(disc.copy('good.iso', 'long.iso'), (all + 24) * SECTOR)
    for (const name of ['short.iso', 'long.iso']) {
      expect((await ecc.repair(disc.job(name))).state, name).to.equal('intact')
      expect(disc.read(name).equals(disc.read('good.iso')), name).to.equal(true)
    }
  })

  it('finds nothing in an image without, and says so', async () => {
    disc.copy('plain.iso', 'v.iso')
    expect((await ecc.repair(disc.job('v.iso'))).state).to.equal('none')
    expect(disc.read('v.iso').equals(disc.read('plain.iso'))).to.equal(true)
  })

  it('fails, whatever its exit code is, where nothing was added', async () => {
    disc.copy('plain.iso', 'v.iso')
    const job = disc.job('v.iso', {capacitySectors: data + 5})
    const error = await ecc.protect(job).then(
      () => undefined,
      (reason: Error) => reason,
    )
    expect(error?.message).to.match(/^dvdisaster failed, .*Not enough space/s)
  })

  it('ends when it is interrupted, and with us, however we end', async () => {
    disc.sectors('large.img', 20_000)
    const interrupt = new AbortController()
    const job = disc.job('large.img', {signal: interrupt.signal, capacitySectors: 60_000})
    const working = ecc.protect({...job, progress: () => interrupt.abort()}).catch((error: Error) => error)
    expect(String(await working)).to.contain('it was ended by SIGKILL')
    disc.sectors('large.img', 20_000)
    const us = startProtecting(disc.job('large.img', {capacitySectors: 60_000}))
    await once(us.stdout ?? us, 'data')
    const [dvdisaster = ''] = execFileSync('pgrep', ['-P', String(us.pid)], {encoding: 'utf8'}).split('\n')
    us.kill('SIGKILL')
    await once(us, 'close')
    while (isRunning(dvdisaster)) await new Promise((resolve) => setTimeout(resolve, 20))
    expect((await ecc.check(disc.job('large.img'))).state).to.not.equal('intact')
  })

  /** In a process of its own, which tells when dvdisaster is at work. */
  function startProtecting(job: object): ChildProcess {
    const images = pathToFileURL(`${import.meta.dirname}/../src/images.ts`).href
    const script = `import {protect} from '${images}'
      const job = ${JSON.stringify({...job, signal: undefined})}
      await protect({...job, signal: new AbortController().signal, progress: () => process.stdout.write('.')})`
    return spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  }

  function sectorOf(image: Buffer, sector: number): Buffer {
    return image.subarray(sector * SECTOR, (sector + 1) * SECTOR)
  }

  function isRunning(pid: string): boolean {
    try {
      process.kill(Number(pid), 0)
      return true
    } catch {
      return false
    }
  }
})

describe('the plugin for dvdisaster', () => {
  it('says what to install where the program is not there', async () => {
    const {PATH} = process.env
    process.env.PATH = '/nowhere'
    const error = await offered()
      .version()
      .catch((reason: Error) => reason)
      .finally(() => {
        process.env.PATH = PATH
      })
    expect(String(error)).to.contain('apt-get install dvdisaster')
  })

  it('is content with as much redundancy as its option says', async () => {
    expect(offered({least: 5}).room(1000, 1200).leastPercent).to.equal(5)
    const {default: plugin} = await import('../src/plugin.ts')
    const validated = async (value: unknown) => await plugin.options?.['~standard'].validate(value)
    expect(await validated({})).to.deep.equal({value: {least: 20}})
    expect(await validated({least: 3.5})).to.deep.equal({value: {least: 3.5}})
    for (const wrong of [{least: '20%'}, {least: 0}, {least: 201}, {least: Number.NaN}, {most: 3}, [], 'x'])
      expect(await validated(wrong), JSON.stringify(wrong)).to.have.property('issues')
  })
})
