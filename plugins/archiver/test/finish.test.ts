import {execFileSync} from 'node:child_process'
import {existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect} from 'chai'
import {type Failure, fromText, type VolumeRow, Volumes} from 'mediastruct'
import {Catalog} from '../../../src/catalog/catalog.ts'
import {createBlake3} from '../../../src/hash/blake3.ts'
import {BAG_FILE} from '../src/bag/model.ts'
import {type FinishContext, finishVolume, mayChange} from '../src/finish.ts'
import {TARGET} from './fixtures.ts'
import {Scratch} from './scratch.ts'

describe("finishing a volume's own files", () => {
  let scratch: Scratch
  let catalog: Catalog
  let volumes: Volumes
  let read: string[]
  let failures: Failure[]
  let context: FinishContext

  beforeEach(() => {
    scratch = new Scratch()
    catalog = Catalog.open(join(scratch.path, 'catalog.db'), 'write')
    volumes = new Volumes(catalog.db)
    read = []
    failures = []
    context = {
      catalog,
      volumes,
      targetOf: () => TARGET,
      failure: (failure) => failures.push(failure),
      progress: {
        add: (files: number, bytes: number) => read.push(`${files} ${bytes}`),
        end: () => undefined,
      } as never,
    }
    volumes.put(emptyVolume())
  })
  afterEach(() => {
    catalog.close()
    scratch.remove()
  })

  const emptyVolume = (): VolumeRow => ({
    id: 'MS-0001',
    archive: scratch.raw,
    path: fromText(join(scratch.path, 'MS-0001')),
    medium: 'test-disc',
    state: 'unburned',
    capacityBytes: 0,
    usedBytes: 0,
    payloadBytes: 0,
    files: 0,
    folders: [],
    filledBy: ['01RUN'],
    own: {},
  })
  const stored = () => volumes.of(scratch.raw)[0]
  const inVolume = (name: string) => join(scratch.path, 'MS-0001', name)
  const check = (manifest: string) =>
    execFileSync('sha256sum', ['--check', '--strict', manifest], {cwd: inVolume('.'), encoding: 'utf8'})

  /** A file in the volume, as the mover leaves it: on disk and in the index. */
  function arrive(path: string, content: string): void {
    const file = inVolume(`data/${path}`)
    mkdirSync(dirname(file), {recursive: true})
    writeFileSync(file, content)
    const {size, mtimeNs, ctimeNs, ino} = lstatSync(file, {bigint: true})
    const hasher = createBlake3()
    hasher.update(Buffer.from(content))
    catalog.put({
      path: fromText(file),
      size: Number(size),
      mtimeNs,
      ctimeNs,
      inode: ino,
      hash: Buffer.from(hasher.digest()).toString('hex'),
      algorithm: 'blake3',
      original: undefined,
      offline: false,
    })
  }

  async function finish() {
    const volume = stored()
    if (!volume) throw new Error('the volume is recorded')
    return await finishVolume(context, volume)
  }

  it('makes a bag of what lies there, and counts it', async () => {
    arrive('2019/2019-05-04/a.jpg', 'one')
    arrive('2019/2019-05-05/b.jpg', 'three')
    const {volume, changed} = await finish()
    expect(changed).to.equal(true)
    expect(volume).to.deep.include({files: 2, payloadBytes: 8, capacityBytes: TARGET.capacityBytes})
    expect(volume?.folders).to.deep.equal(['2019/2019-05-04', '2019/2019-05-05'])
    expect(volume?.usedBytes).to.be.within(8, TARGET.capacityBytes)
    expect(check('manifest-sha256.txt').match(/OK/g)).to.have.length(2)
    expect(check('tagmanifest-sha256.txt').match(/OK/g)).to.have.length(5)
    expect(stored()).to.deep.equal(volume)
  })

  it('writes nothing when nothing changed, and reads only what is new when something did', async () => {
    arrive('2019/2019-05-04/a.jpg', 'one')
    await finish()
    const before = lstatSync(inVolume('manifest-sha256.txt')).mtimeMs
    const {usedBytes = 0, ...volume} = stored() ?? emptyVolume()
    volumes.put({...volume, usedBytes: usedBytes - 2048})
    expect((await finish()).changed).to.equal(false)
    expect(stored()?.usedBytes, 'what an imager reckoned stays').to.equal(usedBytes - 2048)
    expect(lstatSync(inVolume('manifest-sha256.txt')).mtimeMs).to.equal(before)
    arrive('2019/2019-05-04/b.jpg', 'three')
    expect((await finish()).changed).to.equal(true)
    expect(read).to.deep.equal(['1 3', '1 5'])
    expect(check('manifest-sha256.txt').match(/OK/g)).to.have.length(2)
  })

  it('takes a writing up again that was killed at any file', async () => {
    arrive('2019/2019-05-04/a.jpg', 'one')
    await finish()
    const old = new Map(Object.values(BAG_FILE).map((name) => [name, readFileSync(inVolume(name))]))
    const before = stored()
    arrive('2019/2019-05-04/b.jpg', 'three')
    await finish()
    const after = stored()
    if (!before || !after) throw new Error('the volume is recorded')
    const announced = Object.fromEntries(
      Object.entries(after.own).map(([name, hash]) => [name, [before.own[name], hash].flat() as string[]]),
    )
    for (const [name, bytes] of [...old].reverse()) {
      writeFileSync(inVolume(name), bytes)
      volumes.put({...after, own: announced})
      await finish()
      expect(check('manifest-sha256.txt').match(/OK/g), name).to.have.length(2)
      expect(check('tagmanifest-sha256.txt').match(/OK/g), name).to.have.length(5)
      expect(stored()?.own).to.deep.equal(after.own)
    }
  })

  it('brings back an own file that was removed, and refuses to replace one that was changed', async () => {
    arrive('2019/2019-05-04/a.jpg', 'one')
    await finish()
    rmSync(inVolume('README.txt'))
    await finish()
    expect(existsSync(inVolume('README.txt'))).to.equal(true)
    writeFileSync(inVolume('README.txt'), 'my own words')
    const error = await finish().catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code', 'NOT_OURS')
    expect(readFileSync(inVolume('README.txt'), 'utf8')).to.equal('my own words')
  })

  it('removes its own files and the directories once everything was taken back', async () => {
    arrive('2019/2019-05-04/a.jpg', 'one')
    await finish()
    rmSync(inVolume('data/2019/2019-05-04/a.jpg'))
    catalog.remove(fromText(inVolume('data/2019/2019-05-04/a.jpg')))
    const {volume} = await finish()
    expect(volume).to.equal(undefined)
    expect(existsSync(inVolume('.'))).to.equal(false)
    expect(volumes.of(scratch.raw)).to.deep.equal([])
  })

  it('removes what a killed writing left unfinished, too', async () => {
    arrive('2019/2019-05-04/a.jpg', 'one')
    await finish()
    writeFileSync(inVolume('.manifest-sha256.txt.0123456789abcdef.part'), 'half a line')
    rmSync(inVolume('data/2019/2019-05-04/a.jpg'))
    catalog.remove(fromText(inVolume('data/2019/2019-05-04/a.jpg')))
    await finish()
    expect(existsSync(inVolume('.'))).to.equal(false)
  })

  it('leaves what it did not write when it removes a volume', async () => {
    arrive('2019/2019-05-04/a.jpg', 'one')
    await finish()
    rmSync(inVolume('data/2019/2019-05-04/a.jpg'))
    catalog.remove(fromText(inVolume('data/2019/2019-05-04/a.jpg')))
    writeFileSync(inVolume('data/2019/stranger.txt'), 'mine')
    await finish()
    expect(readFileSync(inVolume('data/2019/stranger.txt'), 'utf8')).to.equal('mine')
    expect(existsSync(inVolume('README.txt'))).to.equal(false)
  })

  it('lists a file that can not be read, and leaves the bag as it was', async () => {
    arrive('2019/2019-05-04/a.jpg', 'one')
    await finish()
    arrive('2019/2019-05-04/b.jpg', 'three')
    rmSync(inVolume('data/2019/2019-05-04/b.jpg'))
    expect((await finish()).changed).to.equal(false)
    expect(failures.map(({code}) => code)).to.deep.equal(['ENOENT'])
    expect(check('manifest-sha256.txt').match(/OK/g)).to.have.length(1)
  })

  it('certifies no file that is not read as it was when it was moved', async () => {
    arrive('2019/2019-05-04/a.jpg', 'one')
    writeFileSync(inVolume('data/2019/2019-05-04/a.jpg'), 'two')
    await finish()
    expect(failures.map(({code}) => code)).to.deep.equal(['CHANGED'])
    expect(existsSync(inVolume('manifest-sha256.txt'))).to.equal(false)
  })

  it('touches neither a volume that was imaged, nor one that is not there', () => {
    arrive('2019/2019-05-04/a.jpg', 'one')
    const volume = emptyVolume()
    expect(mayChange(catalog, volume)).to.equal(true)
    expect(mayChange(catalog, {...volume, state: 'imaged'})).to.equal(false)
    rmSync(inVolume('.'), {recursive: true})
    expect(mayChange(catalog, volume)).to.equal(false)
  })
})
