/** What belongs together is planned together, whoever holds a part of it. */
import {writeFileSync} from 'node:fs'
import {expect} from 'chai'
import {fromText, type RawPath, toBytes} from 'mediastruct'
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

  it('is looked into no more than it has to be', async () => {
    const {knownTies} = await import('../src/planner/ties.ts')
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
        return ids[path.slice(1)]
      })
      return looked
    }
    expect(await look(['a.jpg', 'b.HEIC', 'c.CR2', 'c.jpg', 'd.avi'])).to.deep.equal([])
    expect(await look(['a.mov', 'b.mp4'])).to.deep.equal([])
    expect(await look(['a.jpg', 'b.HEIC', 'c.mov'])).to.deep.equal(['c.mov'])
    expect(await look(['a.jpg', 'b.HEIC', 'c.mov'], {'c.mov': '1'})).to.deep.equal([
      'c.mov',
      'a.jpg',
      'b.HEIC',
    ])
    expect(await look(['a.HEIC', 'a.mov', 'b.jpg'])).to.deep.equal(['a.mov'])
    expect(await look(['a.HEIC', 'a.mov', 'b.jpg'], {'a.mov': '1'})).to.deep.equal(['a.mov', 'a.HEIC'])
  })
})
