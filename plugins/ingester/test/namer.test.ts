import {expect} from 'chai'
import fc from 'fast-check'
import {
  basename,
  extname,
  fromText,
  groupAssets,
  join,
  type Plugin,
  type RawPath,
  relativeTo,
  type Settings,
  toText,
} from 'mediastruct'
import type {Camera} from '../src/examine/examination.ts'
import type {Member} from '../src/planner/members.ts'
import {type Filing, Namer} from '../src/planner/namer.ts'
import {fold} from '../src/planner/taken.ts'
import {registryWith, Scratch} from './planning.ts'

interface Wish {
  rename?: Settings['rename']
  folder?: Settings['folder']
  lowercase?: boolean
  camera?: Camera
  setup?: Plugin['setup']
}

const HASH = 'abcdef12'.repeat(8)

describe('Namer', () => {
  let scratch: Scratch
  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  async function namer(wish: Wish = {}): Promise<Namer> {
    const {rename = 'datetime-hash', folder = 'in', lowercase = false, camera} = wish
    return new Namer({
      registry: await registryWith(wish.setup),
      settings: {rename, folder},
      catalog: {get: () => undefined},
      library: scratch.path('library'),
      examine: async () => ({camera}),
      lowercase,
    })
  }

  const member = (name: RawPath, hash = HASH, tail = extname(name)): Member => ({
    path: join(scratch.path('drop'), name),
    name,
    tail,
    isNote: false,
    size: 1,
    mtimeNs: 0n,
    ctimeNs: 0n,
    inode: 1n,
    hash,
  })

  function filing(names: string | readonly string[], local = '2019-01-02T03:04:05', hash = HASH): Filing {
    const [asset] = groupAssets([names].flat().map(fromText))
    const filed = [asset?.primary ?? [], asset?.companions ?? []]
      .flat()
      .map(({name, tail}) => member(name, hash, tail))
    const [primary = member(fromText('none'))] = filed
    return {primary, filed, found: {date: {local, confidence: 'high'}, source: 'exif'}}
  }

  /** Places below the library, in the order of the asset's names; or why there are none. */
  async function placed(by: Namer, asked: Filing): Promise<string | string[]> {
    try {
      const places = await by.placesFor(asked)
      return [...places.values()].map((place) =>
        toText(relativeTo(scratch.path('library'), place)).replace(/^in\//, ''),
      )
    } catch (error) {
      expect(error).to.have.property('code', 'UNNAMABLE')
      return (error as Error).message
    }
  }

  const once = async (wish: Wish, asked: Filing) => await placed(await namer(wish), asked)

  it('knows the camera, in names and in folders', async () => {
    const camera = {make: 'SONY', model: 'ILCE-7M3'}
    const wish = {rename: '{yyyy}_{camera}_{model}', folder: '{make}/{yyyy}', camera}
    expect(await once(wish, filing('a.JPG'))).to.deep.equal(['SONY/2019/2019_SONY ILCE-7M3_ILCE-7M3.JPG'])
    expect(await once({...wish, camera: {}}, filing('a.JPG'))).to.deep.equal(['2019/2019.JPG'])
  })

  it('asks for no camera that nobody asks for', async () => {
    const silent = new Namer({
      registry: await registryWith(),
      settings: {rename: '{yyyy}', folder: '{MM}'},
      catalog: {get: () => undefined},
      library: scratch.path('library'),
      examine: () => Promise.reject(new Error('asked')),
    })
    expect(await placed(silent, filing('a.jpg'))).to.deep.equal(['01/2019.jpg'])
  })

  it('lets a strategy see the camera, and read the file', async () => {
    const setup: Plugin['setup'] = (api) =>
      api.renameStrategy('by-content', async ({camera, read}, {folder}) => {
        const text = Buffer.from(await read(2, 100)).toString()
        return {folder, name: `${camera?.model} ${text}.txt`}
      })
    scratch.write('drop/a.txt', '0123')
    const camera = {make: 'Canon', model: 'EOS/R'}
    const folder = ({camera: {model = ''} = {}}) => model.replace('/', '-')
    expect(await once({rename: 'by-content', setup, camera: {model: 'R5'}}, filing('a.txt'))).to.deep.equal([
      'R5 23.txt',
    ])
    expect(await once({rename: '{yyyy}', folder, camera}, filing('a.txt'))).to.deep.equal(['EOS-R/2019.txt'])
  })

  const cameras: [model: string, rename: string, folder: string, says: RegExp][] = [
    [
      'a/b',
      '{camera}',
      'in',
      /\{camera\} is "a\/b", which holds a slash.*take \{camera\} out of the template$/,
    ],
    ['a\0b', '{model}', 'in', /\{model\} is "a\\u0000b", which holds a NUL/],
    ['../..', '{yyyy}', '{model}', /holds a slash/],
    ['..', '{yyyy}', '{model}', /expected "folder" to be free of "\." and "\.\."/],
    [
      '.mediastruct',
      '{model}',
      'in',
      /begin with "\.mediastruct".*change "rename" or "folder", or the file’s own name$/,
    ],
    ['é'.repeat(200), '{model}', 'in', /at most 255 bytes/],
  ]
  for (const [model, rename, folder, says] of cameras) {
    it(`leaves what the camera ${JSON.stringify(model.slice(0, 20))} can’t name`, async () => {
      expect(await once({rename, folder, camera: {model}}, filing('a.jpg'))).to.match(says)
    })
  }

  it('leaves what has no room for its name, its suffix or its companions, and cuts nothing', async () => {
    const stem = 'ö'.repeat(125)
    expect(await once({rename: '{name}'}, filing(`${stem}.JPG`))).to.deep.equal([`${stem}.JPG`])
    expect(await once({rename: '{yyyy}_{name}'}, filing(`${stem}.JPG`))).to.match(
      /at most 255 bytes \(one has 259\)/,
    )
    const companions = [`${stem}.JPG`, `${stem}.JPG.supplemental.json`]
    expect(await once({rename: '{name}'}, filing(companions))).to.match(/would have 259 bytes/)
    const twice = await namer({rename: '{name}'})
    expect(await placed(twice, filing(`${stem}.JPG`))).to.have.length(1)
    expect(await placed(twice, filing(`${stem}.JPG`))).to.match(/would have 256 bytes.*shorten "rename"/)
    const deep = Array(20).fill('d'.repeat(250)).join('/')
    expect(await once({folder: deep}, filing('a.jpg'))).to.match(/its path would be longer.*shorten "folder"/)
  })

  it('takes no name that another one is on a disk without case, or that composes characters', async () => {
    scratch.write('library/in/CAFE\u0301.jpg', 'there')
    const wish = {rename: '{name}'}
    expect(await once(wish, filing('café.jpg'))).to.deep.equal(['café-2.jpg'])
    const one = await namer(wish)
    expect(await placed(one, filing('Straße.jpg'))).to.deep.equal(['Straße.jpg'])
    expect(await placed(one, filing('STRASSE.JPG'))).to.deep.equal(['STRASSE-2.JPG'])
    expect(await placed(one, filing('stra\u{df}e.jpg'))).to.deep.equal(['straße-3.jpg'])
  })

  it('leaves what would lie in a folder where a file is', async () => {
    scratch.write('library/2019', 'a file')
    expect(await once({folder: '{yyyy}/{MM}'}, filing('a.jpg'))).to.match(/where a file is in the way/)
  })

  it('lower-cases the extensions of companions, too', async () => {
    const asset = filing(['IMG_1.JPG', 'IMG_1.JPG.XMP', 'IMG_1.AAE'])
    const names = ['IMG_1.jpg', 'IMG_1.jpg.xmp', 'IMG_1.aae']
    expect(await once({rename: '{name}', lowercase: true}, asset)).to.deep.equal(names)
    expect(await once({rename: '{name}.{ext}'}, asset)).to.deep.equal([
      'IMG_1.JPG',
      'IMG_1.JPG.XMP',
      'IMG_1.AAE',
    ])
  })

  it('goes by the name that the file had, where it has another one now', async () => {
    const now = {...filing('20190102_abcdef12.JPG'), original: fromText('IMG_1.jpeg')}
    expect(await once({rename: '{yyyy}_{name}'}, now)).to.deep.equal(['2019_IMG_1.JPG'])
  })

  describe('a counter', () => {
    const wish = {rename: '{yyyy}_{counter}'}

    it('gives the lowest number, one for each asset, and none to two', async () => {
      for (const name of ['2019_002.jpg', '2019_004.jpg.xmp', '2019_5.jpg'])
        scratch.write(`library/in/${name}`, '')
      const counting = await namer(wish)
      expect(await placed(counting, filing('a.jpg'))).to.deep.equal(['2019_001.jpg'])
      expect(await placed(counting, filing(['b.MOV', 'b.xmp']))).to.deep.equal([
        '2019_003.MOV',
        '2019_003.xmp',
      ])
      expect(await placed(counting, filing('c.jpg'))).to.deep.equal(['2019_005.jpg'])
      expect(await placed(counting, filing('d.jpg', '2018-01-01'))).to.deep.equal(['2018_001.jpg'])
    })

    it('counts thousands without asking for each number anew', async () => {
      const counting = await namer({rename: '{yyyy}_{counter4}'})
      for (let number = 1; number < 3000; number++) await counting.placesFor(filing(`${number}.jpg`))
      expect(await placed(counting, filing('last.jpg'))).to.deep.equal(['2019_3000.jpg'])
    })
  })

  it('gives any files different places, within limits, and the same again', async () => {
    const name = fc
      .oneof(
        fc.constantFrom(
          'a',
          'A',
          'é',
          'e\u0301',
          'É',
          'ß',
          'ss',
          'a-2',
          '.mediastruct',
          'x'.repeat(250),
          'ö'.repeat(124),
        ),
        fc.string({unit: 'binary', minLength: 1, maxLength: 12}),
      )
      .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..')
    const file = fc.record({
      stem: name,
      extension: fc.constantFrom('', '.jpg', '.JPG', '.mov'),
      companion: fc.constantFrom('', '.xmp', '.jpg.supplemental.json'),
      local: fc.constantFrom(
        '2019-01-02',
        '2019-01-02T03:04:05',
        '2019-01-02T03:04:05.5',
        '2020-01-02T00:00:00',
      ),
      hash: fc.constantFrom('a'.repeat(64), `${'a'.repeat(8)}${'b'.repeat(56)}`, 'c'.repeat(64)),
    })
    const rename = fc.constantFrom(
      'datetime-hash',
      '{yyyy}{MM}{dd}_{HH}{mm}{ss}{SSS?}_{hash8}',
      '{yyyy}_{counter}',
      '{name}_{counter1}.{ext}',
      '{name}',
      '{SSS?}{name}',
    )
    scratch.write('library/2019/2019_001.jpg', '')
    scratch.write('library/2019/A.JPG', '')
    await fc.assert(
      fc.asyncProperty(fc.array(file, {maxLength: 12}), rename, async (files, template) => {
        const asked = files.map(({stem, extension, companion, local, hash}) => {
          const names = [stem + extension, ...(companion === '' ? [] : [stem + companion])]
          return filing(names, local, hash)
        })
        const all: (string | string[])[][] = []
        for (const _ of ['once', 'again']) {
          const by = await namer({rename: template, folder: '{yyyy}'})
          const answers = []
          for (const each of asked) answers.push(await placed(by, each))
          all.push(answers)
        }
        expect(all[1]).to.deep.equal(all[0])
        const places = (all[0] ?? [])
          .filter((answer) => typeof answer !== 'string')
          .flat()
          .map(fromText)
        const taken = [fromText('2019/2019_001.jpg'), fromText('2019/A.JPG'), ...places].map(fold)
        expect(new Set(taken).size).to.equal(taken.length)
        for (const place of places) {
          expect(basename(place).length).to.be.within(1, 255)
          expect(place).to.match(/^20(19|20)\/[^/]+$/)
        }
        const extensions = places.map((place) => extname(place))
        expect(extensions.every((extension) => extension.length < 60)).to.equal(true)
      }),
      {numRuns: 200},
    )
  })
})
