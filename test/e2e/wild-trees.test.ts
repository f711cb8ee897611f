/** Whole trees of phones, cameras and services, as they lie on cards and disks: what becomes of each file in them. */
import {readFileSync} from 'node:fs'
import {join, relative} from 'node:path'
import {expect} from 'chai'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {android} from '../support/wild/android.ts'
import {panasonic, sony} from '../support/wild/camcorder.ts'
import {iphone} from '../support/wild/iphone.ts'
import {jsonName, splitTakeout, takeout} from '../support/wild/takeout.ts'
import type {Files} from '../support/wild/tree.ts'
import {filesBelow, multiset, picture, plant, writeConfig} from './tree.ts'

interface Document {
  run: string
  moves: {from: string; to: string; date: string; dateSource: string}[]
  left: {path: string; code: string}[]
  errors: unknown[]
}

const TREES: Readonly<Record<string, () => Files>> = {
  'an iPhone': iphone,
  'an Android phone': android,
  'Google Takeout': takeout,
  'Google Takeout in several archives': splitTakeout,
  'the card of a Sony': sony,
  'the card of a Panasonic': panasonic,
}

/** A drop with the tree in it. */
class World {
  readonly root = scratch()
  readonly drop = join(this.root, 'drop')
  readonly library = join(this.root, 'library')

  constructor(files: Files, config: object = {}) {
    plant(this.drop, files)
    writeConfig(this.root, {library: 'library', timezone: 'Europe/Berlin', ...config})
  }

  run(...args: string[]): Promise<Ran> {
    return mediastruct([...args, '--json'], {cwd: this.root})
  }

  async ingest(...args: string[]): Promise<Filed> {
    const ran = await this.run('ingest', 'drop', ...args)
    expect(ran.code, ran.stdout + ran.stderr).to.equal(0)
    return new Filed(this, ran.json<Document>())
  }
}

/** What became of the files of a drop, by their paths in it. */
class Filed {
  readonly document: Document
  /** Below the library. */
  readonly places: ReadonlyMap<string, string>
  /** Date and source. */
  readonly dates: ReadonlyMap<string, string>
  readonly left: ReadonlyMap<string, string>

  constructor({drop, library}: World, document: Document) {
    const named = (path: string) => relative(drop, path)
    this.document = document
    this.places = new Map(document.moves.map(({from, to}) => [named(from), relative(library, to)]))
    this.dates = new Map(
      document.moves.map(({from, date, dateSource}) => [named(from), `${date} ${dateSource}`]),
    )
    this.left = new Map(document.left.map(({path, code}) => [named(path), code]))
  }

  /** The files below `directory` became one asset: `<stem><tail>` each. @param tails by name @returns the stem */
  asset(directory: string, tails: Readonly<Record<string, string>>): string {
    const places = Object.entries(tails).map(([name, tail]) => {
      const place = this.places.get(`${directory}/${name}`)
      expect(place, `${directory}/${name} is filed`).to.be.a('string')
      expect(place, name).to.satisfy((text: string) => text.endsWith(tail))
      return place?.slice(0, -tail.length) ?? ''
    })
    expect(new Set(places).size, `stems: ${places.join(', ')}`).to.equal(1)
    return places[0] ?? ''
  }
}

describe('a tree as it is found', function () {
  this.timeout(60_000)

  for (const [name, tree] of Object.entries(TREES)) {
    describe(name, () => {
      it('is accounted for file by file, as planned; a second run finds nothing to do, and undo gives all back', async () => {
        const world = new World(tree())
        const [before, contents] = [picture(world.drop), multiset(world.drop)]
        const all = filesBelow(world.drop).map((file) => relative(world.drop, String(file)))
        const planned = await world.ingest('--dry-run')
        const {document, places, left} = await world.ingest()
        expect(places).to.deep.equal(planned.places)
        const named = all.filter((path) => places.has(path) || isLeft(path, left))
        expect(named.sort()).to.deep.equal(all.sort())
        expect(document.errors).to.deep.equal([])
        expect(multiset(world.drop, world.library)).to.deep.equal(contents)
        expect((await world.ingest()).document.moves).to.deep.equal([])
        const undone = await world.run('undo', document.run)
        expect(undone.code, undone.stdout).to.equal(0)
        expect(picture(world.drop)).to.deep.equal(before)
      })
    })
  }
})

/** Also where a directory above it is. */
function isLeft(path: string, left: ReadonlyMap<string, string>): boolean {
  return [...left.keys()].some((known) => path === known || path.startsWith(`${known}/`))
}

describe('an iPhone', function () {
  this.timeout(60_000)

  it('keeps each picture with its film, its edited version and its notes', async () => {
    const filed = await new World(iphone()).ingest()
    const camera = 'DCIM/100APPLE'
    const edited = filed.asset(camera, {
      'IMG_0001.HEIC': '.HEIC',
      'IMG_0001.MOV': '.MOV',
      'IMG_0001.AAE': '.AAE',
      'IMG_E0001.HEIC': '_edited.HEIC',
      'IMG_E0001.MOV': '_edited.MOV',
      'IMG_O0001.AAE': '_original.AAE',
    })
    expect(edited).to.match(/^2021\/2021-07-12\/20210712_102030_/)
    const atMidnight = filed.asset(camera, {'IMG_0002.JPG': '.JPG', 'IMG_0002.MOV': '.MOV'})
    expect(atMidnight).to.match(/^2021\/2021-07-13\/20210713_000001_/)
    const outOfCloud = filed.asset(camera, {'IMG_0004.HEIC': '.HEIC', 'IMG_0004_HEVC.MOV': '.MOV'})
    expect(outOfCloud).to.match(/^2021\/2021-07-15\/20210715_233000_/)
  })

  it('keeps apart what only shares a name', async () => {
    const {places} = await new World(iphone()).ingest()
    expect(places.get('DCIM/101APPLE/IMG_0005.HEIC')).to.match(/^2021\/2021-08-01\//)
    expect(places.get('DCIM/101APPLE/IMG_0005.MOV')).to.match(/^2022\/2022-01-01\//)
    expect(places.get('DCIM/101APPLE/IMG_0001.HEIC')).to.match(/^2021\/2021-08-02\//)
    expect(places.get('DCIM/100APPLE/IMG_0003.MOV')).to.match(/^2021\/2021-07-14\/20210714_080000_/)
  })
})

describe('an Android phone', function () {
  this.timeout(60_000)

  it('has dates in its pictures, else in their names', async () => {
    const {dates, left} = await new World(android()).ingest()
    expect(Object.fromEntries(dates)).to.deep.include({
      'DCIM/Camera/IMG_20190102_030405.jpg': '2019-01-02T03:04:05.0+01:00 exif',
      'DCIM/Camera/VID_20190102_030500.mp4': '2019-01-02T03:05:00+01:00 mvhd',
      'DCIM/Camera/PXL_20210102_233005678.MP.jpg': '2021-01-03T00:30:05.678+01:00 exif',
      'Pictures/Screenshots/Screenshot_2019-01-02-03-04-05.png': '2019-01-02T03:04:05 filename',
      'Pictures/Screenshots/Screenshot_20200708-091011_Maps.png': '2020-07-08T09:10:11 filename',
      'WhatsApp/Media/WhatsApp Images/IMG-20190102-WA0001.jpg': '2019-01-02 filename',
      'WhatsApp/Media/WhatsApp Images/Sent/IMG-20190103-WA0002.jpg': '2019-01-03 filename',
      'WhatsApp/Media/WhatsApp Video/VID-20190105-WA0003.mp4': '2019-01-05 filename',
    })
    expect(Object.fromEntries(left)).to.deep.equal({
      'DCIM/.thumbnails': 'junk',
      'WhatsApp/Media/WhatsApp Images/.nomedia': 'junk',
      'WhatsApp/Media/WhatsApp Images/Sent/.nomedia': 'junk',
      // The camera's picture is filed; it was sent as a document, too.
      'WhatsApp/Media/WhatsApp Documents/Sent/IMG_20190102_030405.jpg': 'held',
    })
  })

  it('has bursts, whose frames keep their order', async () => {
    const rename = '{yyyy}{MM}{dd}_{HH}{mm}{ss}_{counter}.{ext}'
    const {places} = await new World(android(), {rename}).ingest()
    const frames = ['BURST001_COVER', 'BURST002', 'BURST003'].map((frame) =>
      places.get(`DCIM/Camera/IMG_20190304_101112_${frame}.jpg`),
    )
    const folder = '2019/2019-03-04/20190304_101112'
    expect(frames).to.deep.equal([`${folder}_001.jpg`, `${folder}_002.jpg`, `${folder}_003.jpg`])
  })

  it('keeps a motion photo in one piece', async () => {
    const world = new World(android())
    const {places} = await world.ingest('--copy')
    const name = 'DCIM/Camera/PXL_20210102_233005678.MP.jpg'
    const filed = readFileSync(join(world.library, places.get(name) ?? ''))
    expect(filed.equals(readFileSync(join(world.drop, name)))).to.equal(true)
  })
})

describe('Google Takeout', function () {
  this.timeout(60_000)
  const year = 'Takeout/Google Photos/Photos from 2019'
  const long = 'Screenshot of a long conversation with my aunt'

  /** By name: of what lies in several albums, the one that is filed. */
  function byName(map: ReadonlyMap<string, string>): Map<string, string> {
    return new Map([...map].map(([path, value]) => [path.replace(/.*\//, ''), value]))
  }

  for (const [manner, tree] of Object.entries({'in one': takeout, 'in several archives': splitTakeout})) {
    it(`${manner}: its JSON files date what has no date of its own, and go with their pictures`, async () => {
      const filed = await new World(tree()).ingest()
      const [dates, places] = [byName(filed.dates), byName(filed.places)]
      expect(Object.fromEntries(dates)).to.deep.include({
        'scan.jpg': '2019-01-02T04:04:05+01:00 takeout',
        'old.jpg': '2019-02-02T04:04:05+01:00 takeout',
        'old(1).jpg': '2019-02-03T04:04:05+01:00 takeout',
        'new.jpg': '2019-03-02T04:04:05+01:00 takeout',
        'new(1).jpg': '2019-03-03T04:04:05+01:00 takeout',
        [`${long}.jpg`]: '2019-04-02T05:04:05+02:00 takeout',
        'IMG_5580.HEIC': '2019-05-02T03:04:05+02:00 exif',
      })
      const follows: [picture: string, companion: string, tail: string][] = [
        ['scan.jpg', jsonName('scan.jpg'), '.jpg.json'],
        ['scan.jpg', 'scan-edited.jpg', '_edited.jpg'],
        ['old.jpg', 'old.jpg.json', '.jpg.json'],
        ['old(1).jpg', 'old.jpg(1).json', '.jpg.json'],
        ['new.jpg', jsonName('new.jpg'), '.jpg.json'],
        ['new(1).jpg', jsonName('new.jpg', '(1)'), '.jpg.json'],
        [`${long}.jpg`, `${long}.json`, '.jpg.json'],
        ['IMG_5580.HEIC', 'IMG_5580.MP4', '.MP4'],
        ['IMG_5580.HEIC', 'IMG_5580.HEIC.json', '.HEIC.json'],
      ]
      for (const [picture, companion, tail] of follows) {
        const stem = places.get(picture)?.replace(/\.[^.]*$/, '')
        expect(stem, picture).to.be.a('string')
        expect(places.get(companion), companion).to.equal(`${stem}${tail}`)
      }
    })
  }

  it('has albums that repeat pictures: each is filed once, the others are listed', async () => {
    const {places, left} = await new World(takeout()).ingest()
    for (const name of ['scan.jpg', 'IMG_5580.HEIC', 'IMG_5580.MP4']) {
      const paths = [`${year}/${name}`, `Takeout/Google Photos/Holiday in Rome/${name}`]
      expect(paths.map((path) => places.has(path)).sort(), name).to.deep.equal([false, true])
      expect(paths.map((path) => left.get(path)).filter(Boolean), name).to.deep.equal(['held'])
    }
  })

  it('comes to the same library whether it lies in one directory or in several archives', async () => {
    const contents = async (tree: Files) => {
      const world = new World(tree)
      const {places} = await world.ingest()
      const read = (place: string) => readFileSync(join(world.library, place), 'latin1')
      return new Map([...places.values()].sort().map((place) => [place, read(place)]))
    }
    expect(await contents(splitTakeout())).to.deep.equal(await contents(takeout()))
  })
})

describe('the card of a camcorder', function () {
  this.timeout(60_000)

  for (const [name, tree, day] of [
    ['a Sony', sony, '2016-05-04'],
    ['a Panasonic', panasonic, '2014-03-02'],
  ] as const) {
    it(`of ${name}: its AVCHD tree is filed whole, under the day of its first clip`, async () => {
      const {places} = await new World(tree()).ingest()
      const inside = Object.keys(tree()).filter((path) => path.startsWith('PRIVATE/AVCHD/'))
      const tops = inside.map((path) => {
        const [place = '', below] = [places.get(path), path.slice('PRIVATE/AVCHD/'.length)]
        expect(place, path).to.satisfy((text: string) => text.endsWith(`/${below}`))
        return place.slice(0, -below.length)
      })
      expect(new Set(tops).size, tops.join(', ')).to.equal(1)
      expect(tops[0]).to.include(day)
    })
  }

  it('files a raw file with its JPEG, and pictures by their day', async () => {
    const filed = await new World(sony()).ingest()
    const stem = filed.asset('DCIM/100MSDCF', {'DSC00001.ARW': '.ARW', 'DSC00001.JPG': '.JPG'})
    expect(stem).to.match(/^2016\/2016-05-04\/20160504_102030_/)
    const clip = filed.asset('PRIVATE/M4ROOT/CLIP', {'C0001.MP4': '.MP4', 'C0001M01.XML': 'M01.XML'})
    expect(clip).to.match(/^2016\/2016-05-04\/20160504_103000_/)
    const {places} = await new World(panasonic()).ingest()
    expect(places.get('DCIM/101_PANA/P1010001.JPG')).to.match(/^2014\/2014-03-03\//)
  })
})
