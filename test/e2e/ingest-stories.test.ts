/**
 * What people lost to other programs, or cursed them for, when they filed their pictures: it must be impossible here. Each
 * story names where it was told.
 */
import {lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {basename, extname, join, relative} from 'node:path'
import {expect} from 'chai'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {iphone} from '../support/wild/iphone.ts'
import {film, jpeg} from '../support/wild/media.ts'
import {takeout} from '../support/wild/takeout.ts'
import type {Files} from '../support/wild/tree.ts'
import {filesBelow, multiset, picture, plant, writeConfig} from './tree.ts'

interface Document {
  run: string | null
  moves: {from: string; to: string; date: string; dateSource: string; state: string}[]
  left: {path: string; code: string}[]
  errors: unknown[]
}

/** A drop with these files, beside an empty place for a library. */
function world(files: Files, config: object = {}): string {
  const root = scratch()
  plant(join(root, 'drop'), files)
  writeConfig(root, {timezone: 'UTC', ...config})
  return root
}

async function ingest(cwd: string, ...args: string[]): Promise<Document> {
  return done(await mediastruct(['ingest', 'drop', '--to', 'library', ...args, '--json'], {cwd}))
}

function done(ran: Ran): Document {
  expect(ran.code, ran.stdout + ran.stderr).to.equal(0)
  return ran.json<Document>()
}

/** Refused with 2 before anything was touched. @returns the code of the error */
async function refused(cwd: string, args: readonly string[]): Promise<string> {
  const before = picture(cwd)
  const ran = await mediastruct([...args, '--json'], {cwd})
  expect(ran.code, ran.stdout + ran.stderr).to.equal(2)
  expect(picture(cwd)).to.deep.equal(before)
  return ran.json<{error: {code: string}}>().error.code
}

/** The place of each file below the library, by its path in the drop. */
function places(root: string, {moves}: Document): Record<string, string> {
  return Object.fromEntries(
    moves.map(({from, to}) => [relative(join(root, 'drop'), from), relative(join(root, 'library'), to)]),
  )
}

/** Where each file went, by its name: of those that lie in several albums, the one that was filed. */
function byName({moves}: Document): Map<string, string> {
  return new Map(moves.map(({from, to}) => [basename(from), to]))
}

/** Date and source of each file, by its path in the drop. */
function dates(root: string, {moves}: Document): Record<string, string> {
  return Object.fromEntries(
    moves.map(({from, date, dateSource}) => [relative(join(root, 'drop'), from), `${date} ${dateSource}`]),
  )
}

/** Folder and stem of a place: what the files of one asset share, whatever stands behind it. */
function stemOf(place = ''): string {
  return place.replace(/(\/[^/.]*?)(?:_edited|_original)?\.[^/]*$/, '$1')
}

/** What tells whether a file was touched. */
function touched(file: string): bigint[] {
  const {ino, size, mtimeNs, ctimeNs, mode} = lstatSync(file, {bigint: true})
  return [ino, size, mtimeNs, ctimeNs, BigInt(mode)]
}

describe('stories of ingesting that must be impossible here', function () {
  this.timeout(60_000)

  it('all pictures were gone: the destination lay within the source (elodie#145)', async () => {
    const root = world({'a.jpg': jpeg(1, {taken: '2019-01-02T03:04:05'})})
    mkdirSync(join(root, 'drop', 'organised'))
    symlinkSync(join(root, 'drop', 'organised'), join(root, 'elsewhere'))
    for (const library of ['drop/organised', 'drop', 'elsewhere', 'drop/organised/new', '.']) {
      expect(await refused(root, ['ingest', 'drop', '--to', library]), library).to.equal('BAD_DROP')
    }
    writeConfig(root, {drop: ['drop'], library: 'drop/organised'})
    expect(await refused(root, ['ingest'])).to.equal('BAD_CONFIG')
  })

  it('the originals were written to (elodie#252)', async () => {
    const root = world({...takeout(), ...iphone()})
    const originals = filesBelow(join(root, 'drop')).map(String)
    const before = new Map(originals.map((file) => [file, touched(file)]))
    const contents = new Map(originals.map((file) => [file, readFileSync(file)]))
    const copied = await ingest(root, '--copy')
    expect(copied.moves).to.not.be.empty
    for (const file of originals) expect(touched(file), file).to.deep.equal(before.get(file))
    for (const {from, to} of copied.moves) {
      expect(readFileSync(to).equals(contents.get(from) ?? Buffer.alloc(0)), to).to.equal(true)
      expect(lstatSync(to).mtimeMs).to.equal(lstatSync(from).mtimeMs)
    }
    // A move on one file system gives the same file another name: neither its bytes nor its time of change.
    const moved = await mediastruct(['ingest', 'drop', '--to', 'moved', '--json'], {cwd: root})
    for (const {from, to} of done(moved).moves) {
      const [ino, size, mtime] = before.get(from) ?? []
      expect(touched(to).slice(0, 3), to).to.deep.equal([ino, size, mtime])
      expect(readFileSync(to).equals(contents.get(from) ?? Buffer.alloc(0)), to).to.equal(true)
    }
  })

  it('the notes of an edit stayed behind (elodie#341)', async () => {
    const root = world(iphone())
    const filed = places(root, await ingest(root))
    const still = stemOf(filed['DCIM/100APPLE/IMG_0001.HEIC'])
    for (const name of ['IMG_0001.AAE', 'IMG_O0001.AAE', 'IMG_0001.MOV', 'IMG_E0001.HEIC', 'IMG_E0001.MOV']) {
      expect(stemOf(filed[`DCIM/100APPLE/${name}`]), name).to.equal(still)
    }
  })

  for (const rename of ['datetime-hash', '{name}', '{yyyy}{MM}{dd}_{HH}{mm}{ss}', '{name}.jpg']) {
    it(`another picture of one name was replaced (elodie#309, sortphotos#64, sortphotos#82), by ${rename}`, async () => {
      const taken = '2019-01-02T03:04:05'
      const root = world(
        {
          'card1/DSC_0001.JPG': jpeg(1, {taken}),
          'card2/DSC_0001.JPG': jpeg(2, {taken}),
          'card3/dsc_0001.jpg': jpeg(3, {taken}),
        },
        {rename},
      )
      // One of them stands there already, under each name that could be given, and the catalog knows nothing of it.
      const day = join(root, 'library', '2019', '2019-01-02')
      plant(day, {
        'DSC_0001.JPG': 'a',
        'DSC_0001.jpg': 'b',
        '20190102_030405.JPG': 'c',
        '20190102_030405.jpg': 'd',
      })
      const before = multiset(root)
      const {moves} = await ingest(root)
      expect(new Set(moves.map(({to}) => to.toLowerCase())).size).to.equal(3)
      expect(multiset(root)).to.deep.equal(before)
      plant(join(root, 'drop'), {'card4/DSC_0001.JPG': jpeg(4, {taken})})
      const later = multiset(root)
      expect((await ingest(root)).moves).to.have.length(1)
      expect(multiset(root)).to.deep.equal(later)
    })
  }

  it('a CreateDate of 2002 beat the true DateTimeOriginal (phockup#51)', async () => {
    const root = world({
      'a.jpg': jpeg(1, {
        taken: '2012-05-06T07:08:09',
        digitized: '2002-01-01T00:00:00',
        modified: '2002-01-01T00:00:00',
      }),
    })
    expect(dates(root, await ingest(root))).to.deep.equal({'a.jpg': '2012-05-06T07:08:09 exif'})
  })

  it('25,000 pictures took an hour: a program was started for each, and each was read again and again (phockup#46)', async () => {
    const few = await cost(20)
    const many = await cost(60)
    expect(many.started, 'programs that are started are not more for more files').to.equal(few.started)
    const opened = (many.opened - few.opened) / 40
    // Hashed, examined, read once more before it is moved and its data flushed.
    expect(opened, 'how often a file is opened').to.be.at.most(4)
    expect(many.openedAgain, 'what is filed is not read by the next run').to.equal(0)
  })

  it('renaming broke the match of picture and JSON (photoprism#1344)', async () => {
    const root = world(takeout())
    const filed = byName(await ingest(root))
    for (const [photo = '', json = ''] of [
      ['scan.jpg', 'scan.jpg.supplemental-metadata.json'],
      ['old.jpg', 'old.jpg.json'],
      ['old(1).jpg', 'old.jpg(1).json'],
      ['IMG_5580.HEIC', 'IMG_5580.HEIC.json'],
    ]) {
      expect(filed.get(photo), photo).to.be.a('string')
      expect(filed.get(json), json).to.equal(`${filed.get(photo)}.json`)
    }
  })

  it('the library was given as what to import (beets#2746)', async () => {
    const root = world({'a.jpg': jpeg(1, {taken: '2019-01-02T03:04:05'})}, {library: 'library'})
    await ingest(root)
    symlinkSync(join(root, 'library'), join(root, 'other-name'))
    for (const drop of ['library', 'library/2019', 'other-name', '.']) {
      expect(await refused(root, ['ingest', drop, '--to', 'library']), drop).to.equal('BAD_DROP')
    }
    expect(await refused(root, ['ingest', 'library', '--to', 'new', '--copy'])).to.equal('BAD_DROP')
    writeConfig(root, {drop: ['library'], library: 'library'})
    expect(await refused(root, ['ingest'])).to.equal('BAD_CONFIG')
  })

  it('the computer’s time zone moved pictures to another day (sortphotos#126)', async () => {
    const files = {...iphone(), ...takeout(), 'plain.jpg': jpeg(1, {taken: '2019-03-10T02:30:00'})}
    const named = async (TZ: string) => {
      const root = world(files, {timezone: 'Europe/Berlin'})
      const args = ['ingest', 'drop', '--to', 'library', '--json']
      return places(root, done(await mediastruct(args, {cwd: root, env: {TZ}})))
    }
    const expected = await named('UTC')
    expect(expected['plain.jpg']).to.match(/^2019\/2019-03-10\/20190310_023000_/)
    for (const zone of ['America/New_York', 'Asia/Tokyo', 'Pacific/Apia']) {
      expect(await named(zone), zone).to.deep.equal(expected)
    }
  })

  it('the film of a Live Photo was taken for a HEIC (immich-go#67)', async () => {
    const root = world(takeout())
    const filed = byName(await ingest(root))
    const [still = '', moving = ''] = [filed.get('IMG_5580.HEIC'), filed.get('IMG_5580.MP4')]
    expect([extname(still), extname(moving)]).to.deep.equal(['.HEIC', '.MP4'])
    expect(stemOf(moving)).to.equal(stemOf(still))
    const bytes = (place: string) => readFileSync(place).toString('latin1', 4, 12)
    expect([bytes(still), bytes(moving)]).to.deep.equal(['ftypheic', 'ftypqt  '])
  })

  it('the halves of a Live Photo came into two folders (phockup#218)', async () => {
    const root = world(iphone(), {timezone: 'UTC'})
    const filed = places(root, await ingest(root))
    const halves = [
      // The one by two seconds, the other by its header, which counts in UTC; the third by its name.
      ['IMG_0002.JPG', 'IMG_0002.MOV', '2021/2021-07-13/20210713_000001_'],
      ['IMG_0001.HEIC', 'IMG_0001.MOV', '2021/2021-07-12/20210712_102030_'],
      ['IMG_0004.HEIC', 'IMG_0004_HEVC.MOV', '2021/2021-07-15/20210715_233000_'],
    ]
    for (const [still, moving, place = ''] of halves) {
      expect(filed[`DCIM/100APPLE/${still}`]).to.include(place)
      expect(stemOf(filed[`DCIM/100APPLE/${moving}`])).to.equal(stemOf(filed[`DCIM/100APPLE/${still}`]))
    }
  })

  it('the date of an edit, in a sidecar, was taken for the capture (immich#5164)', async () => {
    const xmp = (properties: string) =>
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/" ${properties}/></rdf:RDF></x:xmpmeta>`
    const edits = xmp(
      'xmp:CreateDate="2023-09-09T10:00:00" xmp:ModifyDate="2023-09-09T10:00:00" xmp:MetadataDate="2023-09-09T10:00:00"',
    )
    const root = world({
      'a.jpg': jpeg(1, {taken: '2019-01-02T03:04:05'}),
      'a.jpg.xmp': edits,
      'b.jpg': jpeg(2, {taken: '2019-01-02T03:04:06'}),
      'b.xmp': edits,
      'c.jpg': jpeg(3, {taken: '2019-01-02T03:04:07'}),
      'c.jpg.xmp': xmp('exif:DateTimeOriginal="2018-01-02T03:04:05" xmp:ModifyDate="2023-09-09T10:00:00"'),
      'IMG_20190102_030408.jpg': jpeg(4),
      'IMG_20190102_030408.jpg.xmp': edits,
    })
    expect(dates(root, await ingest(root))).to.include({
      'a.jpg': '2019-01-02T03:04:05 exif',
      'b.jpg': '2019-01-02T03:04:06 exif',
      'c.jpg': '2018-01-02T03:04:05 sidecar',
      'IMG_20190102_030408.jpg': '2019-01-02T03:04:08 filename',
    })
  })

  it('the zone of an edit was taken for that of the capture (immich#15639)', async () => {
    const root = world({
      'a.jpg': jpeg(1, {
        taken: '2024-12-21T23:39:24',
        offset: '+01:00',
        modified: '2024-12-22T06:39:25',
        modifiedOffset: '+08:00',
      }),
      'b.jpg': jpeg(2, {
        taken: '2024-12-21T23:39:24',
        modified: '2024-12-22T06:39:25',
        modifiedOffset: '+08:00',
      }),
    })
    expect(dates(root, await ingest(root))).to.deep.equal({
      'a.jpg': '2024-12-21T23:39:24+01:00 exif',
      'b.jpg': '2024-12-21T23:39:24 exif',
    })
  })

  it('a camera’s local time, written where UTC belongs, was shifted once more (immich#13009)', async () => {
    const files = {
      'nikon.MOV': film(1, {created: '2024-09-28T12:54:53Z', make: 'NIKON CORPORATION'}),
      'phone.mp4': film(2, {created: '2024-09-28T04:54:53Z', make: 'Xiaomi'}),
      'other.MOV': film(3, {created: '2024-09-28T12:54:53Z', make: 'Obscura'}),
    }
    const root = world(files, {timezone: 'Asia/Shanghai', localClocks: ['obscura']})
    const filed = places(root, await ingest(root))
    for (const place of Object.values(filed)) expect(place).to.match(/^2024\/2024-09-28\/20240928_125453_/)
    expect(Object.keys(filed)).to.have.length(3)
  })
})

/** Files that are opened, those of the next run, and programs that are started, to file so many pictures. */
async function cost(pictures: number): Promise<{opened: number; openedAgain: number; started: number}> {
  const files = Object.fromEntries(
    Array.from({length: pictures}, (_, index) => [
      `${index}.jpg`,
      jpeg(index, {taken: `2019-01-02T03:${String(index).padStart(2, '0')}:00`}),
    ]),
  )
  const root = world(files)
  const first = await recorded(root)
  const again = await recorded(root)
  const ofPictures = (lines: readonly string[]) => lines.filter((line) => /^open .*\.jpg$/.test(line)).length
  const started = first.filter((line) => line.startsWith('start ')).length
  return {opened: ofPictures(first), openedAgain: ofPictures(again), started}
}

async function recorded(root: string): Promise<string[]> {
  const file = join(scratch(), 'recorded')
  writeFileSync(file, '')
  const recorder = new URL('../support/record-files.ts', import.meta.url).href
  done(
    await mediastruct(['ingest', 'drop', '--to', 'library', '--json'], {
      cwd: root,
      nodeOptions: ['--import', recorder],
      env: {RECORDED: file},
    }),
  )
  const lines = readFileSync(file, 'utf8').split('\n')
  expect(lines.length, 'the recorder sees what is opened').to.be.above(1)
  return lines
}
