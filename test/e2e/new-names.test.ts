/** The names that ingest gives: by camera and moment, bursts in their order, and what to know of a file beside its name. */
import {existsSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {expect} from 'chai'
import {box, exifSegment, jpeg, mvhdBox, tiff} from '../../plugins/ingester/test/files.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {plant, writeConfig} from './tree.ts'

interface Ingested {
  moves: {from: string; to: string}[]
  left: {path: string; code: string; reason: string}[]
  notices: {path: string; code: string; reason: string}[]
}

const TAG = {make: 0x010f, model: 0x0110, original: 0x9003, subSec: 0x9291}

/** A frame of a burst: a JPEG with the camera's notes. */
function frame(subSec: string, camera: {make?: string; model?: string} = {}): Buffer {
  const {make = 'SONY', model = 'ILCE-7M3'} = camera
  const moment = {[TAG.original]: '2019:01:02 03:04:05'}
  const exif = subSec === '' ? moment : {...moment, [TAG.subSec]: subSec}
  return jpeg(exifSegment(tiff({[TAG.make]: make, [TAG.model]: model}, exif)), {
    marker: 0xfe,
    payload: Buffer.from(`frame ${subSec}`),
  })
}

describe('the names that ingest gives', function () {
  this.timeout(60_000)

  async function ingest(
    drop: Readonly<Record<string, Uint8Array | string>>,
    config: {rename?: string; folder?: string} = {},
    ...flags: string[]
  ): Promise<Ingested & {root: string}> {
    const root = scratch()
    writeConfig(root, {drop: ['drop'], library: 'lib', threads: 1, ...config})
    plant(join(root, 'drop'), drop)
    const dry = await mediastruct(['ingest', ...flags, '--json', '--dry-run'], {cwd: root})
    const real = await mediastruct(['ingest', ...flags, '--json'], {cwd: root})
    expect([dry.code, real.code], real.stdout + real.stderr).to.deep.equal([0, 0])
    const document = real.json<Ingested>()
    const ways = ({moves}: Ingested) => moves.map(({from, to}) => [from, to])
    expect(ways(dry.json())).to.deep.equal(ways(document))
    return {...document, root}
  }

  /** Names in the drop, in the byte order of the names that they were given. */
  const inByteOrder = ({moves}: Ingested) =>
    moves.toSorted((a, b) => (a.to < b.to ? -1 : 1)).map(({from}) => basename(from))

  // Thirty frames a second, and a counter that runs over: the camera's order is neither that of the names nor of the walk.
  const BURST = Array.from({length: 30}, (_, index) => {
    const number = 9990 + index
    return [
      `DSC0${number < 10_000 ? number : `000${number - 9999}`}.JPG`,
      String(index * 33).padStart(3, '0'),
    ] as const
  })
  const burst = Object.fromEntries(BURST.map(([name, subSec]) => [name, frame(subSec)]))
  const shot = BURST.map(([name]) => name)

  it('keep a burst in its order by sub-seconds, below a folder for the camera', async () => {
    const rename = '{yyyy}{MM}{dd}_{HH}{mm}{ss}{SSS?}_{hash8}'
    const ingested = await ingest(burst, {rename, folder: '{camera}/{yyyy}'})
    expect(inByteOrder(ingested)).to.deep.equal(shot)
    expect(ingested.moves).to.have.length(30)
    for (const {to} of ingested.moves) {
      expect(dirname(to)).to.equal(join(ingested.root, 'lib/SONY ILCE-7M3/2019'))
      expect(basename(to)).to.match(/^20190102_030405\d{3}_[0-9a-f]{8}\.JPG$/)
    }
  })

  it('keep a burst in its order by a counter, also where the camera knows no sub-seconds', async () => {
    const rename = '{yyyy}{MM}{dd}_{HH}{mm}{ss}_{counter}'
    expect(inByteOrder(await ingest(burst, {rename}))).to.deep.equal(shot)
    const coarse = ['IMG_9.JPG', 'IMG_10.JPG', 'IMG_11.JPG', 'IMG_100.JPG']
    const files = Object.fromEntries(
      coarse.map((name) => [
        name,
        jpeg(exifSegment(tiff({}, {[TAG.original]: '2019:01:02 03:04:05'})), {
          marker: 0xfe,
          payload: Buffer.from(name),
        }),
      ]),
    )
    const ingested = await ingest(files, {rename})
    expect(inByteOrder(ingested)).to.deep.equal(coarse)
    expect(ingested.moves.map(({to}) => basename(to))).to.include('20190102_030405_004.JPG')
  })

  it('leave no hole for what is not known', async () => {
    const rename = '{yyyy}{MM}{dd}_{HH}{mm}{ss}{SSS?}_{camera}'
    const {moves} = await ingest({'a.jpg': frame(''), 'VID_20190203.mp4': 'a film'}, {rename})
    expect(moves.map(({to}) => basename(to)).sort()).to.deep.equal([
      '20190102_030405_SONY ILCE-7M3.jpg',
      '20190203.mp4',
    ])
  })

  it('make no path of what a camera wrote: the file stays, and is told what to change', async () => {
    const files = {'a.jpg': frame('1', {model: '../../etc'}), 'b.jpg': frame('2')}
    const {moves, left} = await ingest(files, {folder: '{yyyy}/{model}'})
    expect(moves.map(({from}) => basename(from))).to.deep.equal(['b.jpg'])
    expect(left.map(({code}) => code)).to.deep.equal(['name'])
    expect(left[0]?.reason).to.include('{model} is "../../etc", which holds a slash')
  })

  it('keep extensions, and tell of content that is another: HEIC as .JPG, MP4 as .HEIC, PNG as .jpg', async () => {
    const film = Buffer.concat([
      box('ftyp', Buffer.from('isom\0\0\0\0isom')),
      box('moov', mvhdBox(1_546_398_245)),
    ])
    const heic = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic'))
    const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
    const files = {
      'IMG_20190101_010101.JPG': heic,
      'IMG_20190102_020202.HEIC': film,
      'IMG_20190103_030303.jpg': png,
      'IMG_20190104_040404.MOV': film.subarray(0, -1),
      'IMG_20190105_050505.jpeg': frame(''),
    }
    const {moves, notices, root} = await ingest(files)
    expect(moves).to.have.length(5)
    for (const {from, to} of moves) expect(to.endsWith(from.slice(from.lastIndexOf('.')))).to.equal(true)
    expect(notices.map(({path, code, reason}) => `${basename(path)} ${code} ${reason}`)).to.deep.equal([
      'IMG_20190101_010101.JPG type its name says .JPG, and its content is HEIC',
      'IMG_20190102_020202.HEIC type its name says .HEIC, and its content is MP4',
      'IMG_20190103_030303.jpg type its name says .jpg, and its content is PNG',
    ])
    for (const {to} of moves) expect(existsSync(to)).to.equal(true)
    plant(join(root, 'drop'), {'IMG_20200101_010101.JPG': Buffer.concat([heic, heic])})
    const {stdout, code} = await mediastruct(['ingest'], {cwd: root})
    expect(code).to.equal(0)
    expect(stdout).to.include(
      'Worth a look: 1 file\n  1  type  its name says .JPG, and its content is HEIC\n',
    )
  })

  it('have extensions in lower case where that is asked for, those of companions, too', async () => {
    const files = {'IMG_20190102_030405.JPG': frame('1'), 'IMG_20190102_030405.JPG.XMP': '<x:xmpmeta/>'}
    const {moves} = await ingest(files, {rename: '{name}'}, '--lowercase-ext')
    expect(moves.map(({to}) => basename(to))).to.deep.equal([
      'IMG_20190102_030405.jpg',
      'IMG_20190102_030405.jpg.xmp',
    ])
  })

  it('are refused in the config where they are no template, with the place, before anything is opened', async () => {
    const root = scratch()
    writeConfig(root, {drop: ['drop'], library: 'lib', folder: '{yyyy}/{camra}'})
    const {code, stderr} = await mediastruct(['ingest'], {cwd: root})
    expect(code).to.equal(2)
    expect(stderr).to.match(
      /mediastruct\.config\.json: "folder": .* character 8: .*did you mean \{camera\}\?\n/,
    )
    expect(stderr).to.include('\n{yyyy}/{camra}\n       ^^^^^^^\nKnown tokens: ')
    expect(existsSync(join(root, '.mediastruct'))).to.equal(false)
  })
})
