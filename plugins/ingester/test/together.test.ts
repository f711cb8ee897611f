/** What belongs together is planned together, whoever holds a part of it. */
import {writeFileSync} from 'node:fs'
import {expect} from 'chai'
import {fromText, groupAssets, type RawPath, toBytes} from 'mediastruct'
import type {Candidate} from '../src/examine/examination.ts'
import {knownTies} from '../src/planner/ties.ts'
import type {SourceName} from '../src/sources/names.ts'
import {ScratchDrop, sha256} from './scratch-drop.ts'

const STEM = '20190102_030405'
const stemOf = (content: string) => `${STEM}_${sha256(content).slice(0, 8)}`

describe('what belongs together', () => {
  let scratch: ScratchDrop
  beforeEach(() => {
    scratch = new ScratchDrop()
  })
  afterEach(() => scratch.remove())

  const drop = (...names: string[]) => {
    for (const name of names) scratch.write(`drop/${name}`, name.replace(/.*\//, ''))
  }

  it('gets one date, one stem and one folder, and moves as one', async () => {
    const names = ['IMG_1234.HEIC', 'IMG_1234.MOV', 'IMG_E1234.JPG', 'IMG_1234.AAE', 'IMG_O1234.AAE']
    drop(...names)
    const sink = await scratch.plan({
      setup: (api) =>
        api.captureDate('by-name', ({name}) => ({
          // The film of a Live Photo may begin on the day before.
          local: name.endsWith('.HEIC') ? '2019-01-02T00:00:01' : '2019-01-01T23:59:59',
          confidence: 'high',
        })),
      dates: ['by-name'],
    })
    const stem = `library/2019/20190102_000001_${sha256('IMG_1234.HEIC').slice(0, 8)}`
    expect(scratch.wayOf(sink)).to.deep.equal({
      'IMG_1234.HEIC': `${stem}.HEIC`,
      'IMG_1234.MOV': `${stem}.MOV`,
      'IMG_E1234.JPG': `${stem}_edited.JPG`,
      'IMG_1234.AAE': `${stem}.AAE`,
      'IMG_O1234.AAE': `${stem}_original.AAE`,
    })
    expect(new Set(sink.moves.map(({asset}) => asset))).to.have.property('size', 1)
    expect(new Set(sink.moves.map(({details}) => details?.date))).to.deep.equal(
      new Set(['2019-01-02T00:00:01']),
    )
  })

  it('keeps what stands between stem and extension as it is where extensions are written small', async () => {
    drop(`${STEM}.MP4`, `${STEM}M01.XML`)
    const sink = await scratch.plan({lowercase: true})
    expect(Object.values(scratch.wayOf(sink)).map((to) => to.slice(-8))).to.deep.equal(
      [`${stemOf(`${STEM}.MP4`)}.mp4`, `${stemOf(`${STEM}.MP4`)}M01.xml`].map((to) => to.slice(-8)),
    )
  })

  it('keeps a sidecar that differs beside the copy that the library holds, under its name, date or no date', async () => {
    drop('a.jpg', 'a.jpg.xmp', 'a.AAE')
    const known = [scratch.known('library/any/where/Old name.JPEG', 'a.jpg')]
    const sink = await scratch.plan({known})
    expect(scratch.wayOf(sink)).to.deep.equal({
      'a.jpg.xmp': 'library/any/where/Old name.jpg.xmp',
      'a.AAE': 'library/any/where/Old name.AAE',
    })
    expect(sink.leftCodes).to.deep.equal([['a.jpg', 'held']])
    expect(sink.moves[0]?.reason).to.equal(
      `it belongs to a.jpg, which is held: it joins ${scratch.root}/library/any/where/Old name.JPEG`,
    )
  })

  it('numbers a sidecar whose name is taken there, and takes no picture’s place', async () => {
    scratch.write('library/x.xmp', 'another')
    scratch.write('library/x.CR2', 'another')
    drop(`${STEM}.CR2`, `${STEM}.jpg`, 'b.jpg', 'b.xmp')
    const known = [scratch.known('library/x.jpg', 'b.jpg'), scratch.known('library/x.jpeg', `${STEM}.jpg`)]
    expect(scratch.wayOf(await scratch.plan({known}))).to.deep.equal({
      'b.xmp': 'library/x-2.xmp',
      [`${STEM}.CR2`]: `library/2019/${stemOf(`${STEM}.CR2`)}.CR2`,
    })
  })

  it('knows the sidecar of a picture whose name only begins like its own, and its own under a number', async () => {
    scratch.write('drop/a.jpg', 'a')
    scratch.write('drop/a.xmp', 'equal')
    const known = [
      scratch.known('library/x.jpg', 'a'),
      scratch.known('library/x-2.jpg', 'another'),
      scratch.known('library/x-2.xmp', 'equal'),
    ]
    expect(scratch.wayOf(await scratch.plan({known}))).to.deep.equal({'a.xmp': 'library/x.xmp'})
    known.push(scratch.known('library/x-3.xmp', 'equal'))
    expect((await scratch.plan({known})).moves).to.deep.equal([])
  })

  it('gives what comes later the number of its picture', async () => {
    drop('b_2019-01-02.jpg', 'b_2019-01-02.xmp')
    const other = scratch.known('library/2019/2019_001.jpg', 'other')
    const known = [other, scratch.known('library/2019/2019_002.jpg', 'b_2019-01-02.jpg')]
    expect(scratch.wayOf(await scratch.plan({known, rename: '{yyyy}_{counter}.{ext}'}))).to.deep.equal({
      'b_2019-01-02.xmp': 'library/2019/2019_002.xmp',
    })
  })

  it('puts the duplicate aside, and its sidecar beside the one that stays', async () => {
    drop('a.jpg', 'a.xmp')
    const known = [scratch.known('library/x.jpg', 'a.jpg')]
    const sink = await scratch.plan({known, duplicates: scratch.path('dups')})
    expect(scratch.wayOf(sink)).to.deep.equal({'a.jpg': 'dups/drop/a.jpg', 'a.xmp': 'library/x.xmp'})
    expect(sink.moves.map(({keeper}) => keeper)).to.deep.equal([undefined, scratch.path('library/x.jpg')])
    expect(new Set(sink.moves.map(({asset}) => asset))).to.have.property('size', 1)
    expect(sink.lefts).to.deep.equal([])
  })

  describe('of which a master holds the photo', () => {
    const held = () => ({
      known: [scratch.known('archive/MS-0001/data/x.jpg', 'a.jpg')],
      masters: [scratch.path('archive')],
    })

    it('sends the sidecar with the duplicate', async () => {
      drop('sub/a.jpg', 'sub/a.xmp')
      const sink = await scratch.plan({...held(), duplicates: scratch.path('dups')})
      expect(scratch.wayOf(sink)).to.deep.equal({
        'a.jpg': 'dups/drop/sub/a.jpg',
        'a.xmp': 'dups/drop/sub/a.xmp',
      })
      expect(sink.moves.map(({keeper, reason}) => [keeper !== undefined, reason])).to.deep.equal([
        [true, 'held already'],
        [
          false,
          `it belongs to a.jpg, which ${scratch.root}/archive/MS-0001/data/x.jpg holds: it goes with the duplicate`,
        ],
      ])
    })

    it('leaves it with the photo where nothing is put aside, and says so', async () => {
      drop('a.jpg', 'a.xmp')
      const wish = held()
      for (const more of [{}, {duplicates: scratch.path('dups'), copy: true}]) {
        const sink = await scratch.plan({...wish, ...more})
        expect(sink.moves).to.deep.equal([])
        expect(sink.lefts.map(({code, reason}) => `${code} ${reason}`)).to.deep.equal([
          `held ${scratch.root}/archive/MS-0001/data/x.jpg holds it`,
          `held it belongs to a.jpg, which ${scratch.root}/archive/MS-0001/data/x.jpg holds, where nothing is put beside it: it stays with it`,
        ])
      }
    })

    it('leaves it where that one is not at hand', async () => {
      drop('a.jpg', 'a.xmp')
      const known = [scratch.known('archive/x.jpg', 'a.jpg', true)]
      const wish = {known, masters: [scratch.path('archive')], duplicates: scratch.path('dups')}
      const sink = await scratch.plan(wish)
      expect(sink.leftCodes).to.deep.equal([
        ['a.jpg', 'held'],
        ['a.xmp', 'held'],
      ])
      expect(sink.lefts[1]?.reason).to.match(/which is not at hand: it stays with it$/)
    })

    it('files a new picture of it for itself', async () => {
      drop('a.CR2', 'a.jpg', 'a.xmp')
      const sink = await scratch.plan({
        ...held(),
        duplicates: scratch.path('dups'),
        setup: (api) => api.captureDate('fix', () => ({local: '2019-01-02T03:04:05', confidence: 'high'})),
        dates: ['fix'],
      })
      const stem = `library/2019/${stemOf('a.CR2')}`
      expect(scratch.wayOf(sink)).to.deep.equal({
        'a.CR2': `${stem}.CR2`,
        'a.xmp': `${stem}.xmp`,
        'a.jpg': 'dups/drop/a.jpg',
      })
    })

    it('leaves all of it where what is new has no date', async () => {
      drop('a.CR2', 'a.jpg')
      const sink = await scratch.plan({...held(), duplicates: scratch.path('dups')})
      expect(sink.moves).to.deep.equal([])
      expect(sink.leftCodes).to.deep.equal([
        ['a.CR2', 'undated'],
        ['a.jpg', 'held'],
      ])
    })
  })

  it('joins what this run files from elsewhere in the drop', async () => {
    scratch.write(`drop/1/${STEM}.jpg`, 'same')
    scratch.write(`drop/2/copy.jpg`, 'same')
    scratch.write(`drop/2/copy.xmp`, 'edited')
    const sink = await scratch.plan()
    expect(scratch.wayOf(sink)).to.deep.equal({
      [`${STEM}.jpg`]: `library/2019/${stemOf('same')}.jpg`,
      'copy.xmp': `library/2019/${stemOf('same')}.xmp`,
    })
    expect(sink.leftCodes).to.deep.equal([['copy.jpg', 'held']])
  })

  it('waits as a whole for a member that changes, and goes without one that a pattern leaves out', async () => {
    drop(`${STEM}.HEIC`, `${STEM}.MOV`, `${STEM}.AAE`)
    const film = toBytes(scratch.path(`drop/${STEM}.MOV`))
    const moving = await scratch.plan({meanwhile: () => writeFileSync(film, 'more and more')})
    expect(moving.moves).to.deep.equal([])
    expect(moving.leftCodes.map(([, code]) => code)).to.deep.equal(['unstable', 'unstable', 'unstable'])
    expect(moving.lefts[0]?.reason).to.match(/it waits for .*\.MOV, which belongs to it$/)
    const excluding = await scratch.plan({excludes: (_root, path) => path.endsWith('.AAE')})
    expect(excluding.moves).to.have.length(2)
    expect(excluding.leftCodes).to.deep.equal([[`${STEM}.AAE`, 'excluded']])
  })

  it('keeps names that are not UTF-8 together', async () => {
    for (const end of ['.jpg', '.xmp'])
      writeFileSync(toBytes(`${scratch.path('drop')}/20190102_\xff${end}` as RawPath), end)
    const {moves} = await scratch.plan()
    expect(moves.map(({to}) => to.slice(-4))).to.deep.equal(['.jpg', '.xmp'])
    expect(moves[0]?.asset).to.be.a('string').and.to.equal(moves[1]?.asset)
  })

  describe('by Apple’s ids', () => {
    const ids = (...named: [name: string, id: string][]) =>
      Object.fromEntries(named.map(([name, contentId]) => [name, {candidates: [], contentId}]))
    const still = `${STEM}.HEIC`

    it('joins halves of a Live Photo whose stems differ', async () => {
      drop(still, 'IMG_9.MOV', 'IMG_9.MOV.xmp', 'IMG_7.MOV', 'IMG_5.JPG')
      const examinations = ids([still, 'A'], ['IMG_9.MOV', 'A'], ['IMG_7.MOV', 'B'])
      const sink = await scratch.plan({examinations})
      const stem = `library/2019/${stemOf(still)}`
      expect(scratch.wayOf(sink)).to.deep.equal({
        [still]: `${stem}.HEIC`,
        'IMG_9.MOV': `${stem}.MOV`,
        'IMG_9.MOV.xmp': `${stem}.MOV.xmp`,
      })
      expect(sink.leftCodes.map(([name]) => name)).to.deep.equal(['IMG_5.JPG', 'IMG_7.MOV'])
    })

    it('parts those of one stem whose ids differ, and finds the right one', async () => {
      drop(still, `${STEM}.MOV`, 'IMG_9.MOV')
      const examinations = ids([still, 'A'], [`${STEM}.MOV`, 'B'], ['IMG_9.MOV', 'A'])
      const ways = scratch.wayOf(await scratch.plan({examinations}))
      expect(ways).to.deep.equal({
        [still]: `library/2019/${stemOf(still)}.HEIC`,
        'IMG_9.MOV': `library/2019/${stemOf(still)}.MOV`,
        [`${STEM}.MOV`]: `library/2019/${stemOf(`${STEM}.MOV`)}.MOV`,
      })
    })

    it('keeps those of one stem together where one has none', async () => {
      drop(still, `${STEM}.MOV`)
      const ways = scratch.wayOf(await scratch.plan({examinations: ids([still, 'A'])}))
      expect(ways[`${STEM}.MOV`]).to.equal(`library/2019/${stemOf(still)}.MOV`)
    })
  })

  describe('by the dates that cameras wrote', () => {
    const dated = (source: SourceName, local: string): Candidate => ({
      source,
      field: '',
      written: local,
      local,
    })
    const utc = (source: SourceName, text: string): Candidate => ({
      source,
      field: '',
      written: text,
      utcSeconds: Date.parse(text) / 1000,
    })

    /** Assets of files with these dates, as `primary + companions`. */
    async function grouped(files: Record<string, Candidate[]>, ids: Record<string, string> = {}) {
      const names = Object.keys(files)
      const found = names.map((name) => ({name: fromText(name), path: fromText(`/${name}`)}))
      const ties = await knownTies(found, async (path) => {
        const name = path.slice(1)
        if (name.startsWith('broken')) throw new Error('it can’t be read')
        return {candidates: files[name] ?? [], contentId: ids[name]}
      })
      return groupAssets(names.map(fromText), ties).map(({primary, companions}) =>
        [primary, ...companions].map(({name}) => name).join(' + '),
      )
    }

    const still = dated('exif', '2010-05-05T23:59:58')
    it('parts a photo and a film, a raw file and a JPEG, and three raw files of other years', async () => {
      const film = dated('quicktime', '2014-08-08T10:00:00')
      expect(await grouped({'a.JPG': [still], 'a.MOV': [film], 'a.AAE': []})).to.deep.equal([
        'a.JPG + a.AAE',
        'a.MOV',
      ])
      expect(
        await grouped({'a.JPG': [still], 'a.MP4': [utc('mvhd', '2014-08-08T10:00:00Z')]}),
      ).to.have.length(2)
      const [one, two, three] = ['2003', '2004', '2005'].map((year) =>
        dated('exif', `${year}-01-02T03:04:05`),
      )
      if (!one || !two || !three) throw new Error('three years')
      expect(await grouped({'a.CR2': [one], 'a.JPG': [two], 'a.JPG.xmp': [], 'a.xmp': []})).to.deep.equal([
        'a.CR2 + a.xmp',
        'a.JPG + a.JPG.xmp',
      ])
      expect(await grouped({'a.CR2': [one], 'a.NEF': [two], 'a.DNG': [three]})).to.have.length(3)
    })

    it('keeps together what was taken within two days of some clock', async () => {
      const joined = async (name: string, other: Candidate[], first = [still]) =>
        expect(await grouped({'a.JPG': first, [name]: other})).to.have.length(1)
      await joined('a.MOV', [dated('quicktime', '2010-05-06T00:00:01')])
      await joined('a.MOV', [utc('mvhd', '2010-05-06T11:59:58Z')])
      await joined('a.CR2', [dated('exif', '2010-05-03T23:59:58')])
      expect(
        await grouped({'a.JPG': [still], 'a.CR2': [dated('exif', '2010-05-03T23:59:57')]}),
      ).to.have.length(2)
      // A scan: the JPEG says when it was taken, both say when it was scanned.
      const scanned = dated('exif-digitized', '2019-05-05T10:00:00')
      await joined('a.DNG', [scanned], [still, scanned])
    })

    it('heeds no date of an editor, none that is no date, and no file without one', async () => {
      const later = '2019-01-02T03:04:05'
      for (const others of [
        [],
        [dated('xmp', later)],
        [dated('exif-modify', later)],
        [dated('exif', '0000-00-00T00:00:00')],
        [utc('mvhd', '1904-01-01T00:00:00Z')],
      ])
        expect(await grouped({'a.JPG': [still], 'a.MOV': others})).to.deep.equal(['a.JPG + a.MOV'])
      expect(await grouped({'broken.JPG': [], 'broken.MOV': [still]})).to.have.length(1)
    })

    it('believes Apple’s ids more, and leaves edited versions with their originals', async () => {
      const film = dated('quicktime', '2014-08-08T10:00:00')
      const ids = {'a.JPG': 'A', 'a.MOV': 'A'}
      expect(await grouped({'a.JPG': [still], 'a.MOV': [film]}, ids)).to.deep.equal(['a.JPG + a.MOV'])
      expect(await grouped({'a.JPG': [still], 'a.MOV': [film]}, {'a.JPG': 'A'})).to.have.length(2)
      const edited = {'IMG_1234.JPG': [still], 'IMG_E1234.JPG': [film], 'IMG_1234-edited.JPG': [film]}
      expect((await grouped(edited))[0]).to.match(/^IMG_1234\.JPG \+ /)
    })
  })

  it('is looked into no more than it has to be', async () => {
    const looked: string[] = []
    const look = async (names: string[], ids: Record<string, string> = {}) => {
      looked.length = 0
      const files = names.map((name) => ({
        name: fromText(name),
        path: fromText(`/${name}`),
        size: 1,
        mtimeNs: 0n,
      }))
      await knownTies(files, async (path) => {
        looked.push(path.slice(1))
        return {candidates: [], contentId: ids[path.slice(1)]}
      })
      return looked
    }
    expect(await look(['a.jpg', 'b.HEIC', 'b.png', 'c.CR2', 'd.avi', 'd.jpg'])).to.deep.equal([])
    expect(await look(['b.HEIC', 'c.CR2', 'c.jpg', 'c-edited.jpg', 'c.xmp'])).to.deep.equal([
      'c.CR2',
      'c.jpg',
    ])
    expect(await look(['a.mov', 'b.mp4'])).to.deep.equal([])
    expect(await look(['a.jpg', 'b.HEIC', 'c.mov'])).to.deep.equal(['c.mov'])
    expect(await look(['a.jpg', 'b.HEIC', 'c.mov'], {'c.mov': '1'})).to.deep.equal([
      'c.mov',
      'a.jpg',
      'b.HEIC',
    ])
    expect(await look(['a.HEIC', 'a.mov', 'b.jpg'])).to.deep.equal(['a.HEIC', 'a.mov'])
    expect(await look(['a.HEIC', 'a.mov', 'b.jpg'], {'a.mov': '1'})).to.deep.equal(['a.HEIC', 'a.mov'])
  })
})
