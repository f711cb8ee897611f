import {expect} from 'chai'
import {fromText, MediaStructError, toText} from 'mediastruct'
import {locate} from '../../src/locating/locate.ts'
import {wantedFiles} from '../../src/restoring/wanted.ts'
import {hashOf, World} from './shelf.ts'

describe('what is asked of volumes', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })
  afterEach(() => world.close())

  const located = (what: string) =>
    [...locate(world.catalog, world.volumes.all(), what)].map(({below}) => toText(below))
  const wanted = (what: string[], companions = true) =>
    wantedFiles({catalog: world.catalog, volumes: world.volumes.all(), what, companions})
  const names = (what: string[], companions = true) =>
    wanted(what, companions).map(({below, belongsTo}) =>
      belongsTo === undefined ? toText(below) : `${toText(below)} with ${toText(belongsTo)}`,
    )
  const codeOf = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      if (error instanceof MediaStructError) return `${error.code}: ${error.message}`
      throw error
    }
    return undefined
  }

  it('is found by name, pattern, hash, date, id, and the name in the drop', () => {
    const [first, second] = ['2019/2019-05-04/IMG_1.jpg', '2020/2020-01-01 Fête/IMG [2].jpg']
    world.volume('MS-0001', {
      [first]: {original: fromText('/card/DCIM/DSC_9.JPG'), hash: 'abcdef'.padEnd(64, '1')},
    })
    world.volume('MS-0002', {[second]: {}})
    for (const [what, found] of [
      ['IMG*', [first, second]],
      ['IMG_1.jpg', [first]],
      ['IMG [2].jpg', [second]],
      ['2020/**', [second]],
      [`data/${second}`, [second]],
      [`MS-0001/data/${first}`, [first]],
      [`${world.scratch.path}/MS-0001/**`, [first]],
      ['DSC_9.JPG', [first]],
      ['/card/**', [first]],
      ['2019', [first]],
      ['2020-01', [second]],
      ['2020-01-01', [second]],
      ['2020-01-02', []],
      ['abcdef', [first]],
      ['ABCDEF1111', [first]],
      ['abcde', []],
      ['ms-0002', [second]],
      ['**/2020-01-01 Fe\u0302te/*', [second]],
      ['nothing*', []],
    ] as const)
      expect(located(what), what).to.deep.equal(found)
  })

  it('tells which part of a folder a volume has', () => {
    const volume = world.volume('MS-0001', {'2019/big/a.jpg': {}, '2019/small/b.jpg': {}})
    world.volumes.put({...volume, parts: [{folder: fromText('2019/big'), number: 1, of: 3}]})
    const parts = [...locate(world.catalog, world.volumes.all(), '*.jpg')].map(({part}) => part?.number)
    expect(parts).to.deep.equal([1, undefined])
  })

  it('brings what belongs to a picture, and what is asked of a note or of a part is that alone', () => {
    const folder = '2019/2019-05-04'
    const all = ['IMG_1.CR2', 'IMG_1.JPG', 'IMG_1.JPG.xmp', 'IMG_1.xmp', 'IMG_2.JPG']
    world.volume('MS-0001', Object.fromEntries(all.map((name) => [`${folder}/${name}`, {}])))
    const at = (name: string) => `${folder}/${name}`
    const raw = at('IMG_1.CR2')
    const whole = [
      raw,
      ...['IMG_1.JPG', 'IMG_1.JPG.xmp', 'IMG_1.xmp'].map((name) => `${at(name)} with ${raw}`),
    ]
    expect(names(['IMG_1.CR2']).sort()).to.deep.equal(whole.sort())
    expect(names(['IMG_1.CR2'], false)).to.deep.equal([raw])
    expect(names(['IMG_1.xmp'])).to.deep.equal([at('IMG_1.xmp')])
    expect(names(['IMG_1.JPG'])).to.include(`${at('IMG_1.JPG.xmp')} with ${at('IMG_1.JPG')}`)
    expect(names(['IMG_1.JPG'])).not.to.include(raw)
    expect(names(['2019'])).to.have.length(all.length)
  })

  it('is wanted once where two volumes have the same, and knows every place that has it', () => {
    const twin = {hash: hashOf('twin')}
    world.volume('MS-0001', {'2019/a.jpg': twin, '2019/other name.jpg': twin})
    world.volume('MS-0002', {'2019/a.jpg': twin})
    const [file, ...others] = wanted(['a.jpg'])
    expect(others).to.deep.equal([])
    expect(file?.places.map(({volume, below}) => `${volume.id} ${below}`)).to.deep.equal([
      'MS-0001 2019/a.jpg',
      'MS-0001 2019/other name.jpg',
      'MS-0002 2019/a.jpg',
    ])
    expect(wanted(['MS-0001', 'MS-0002', '*']).map(({below}) => below)).to.deep.equal([
      '2019/a.jpg',
      '2019/other name.jpg',
    ])
  })

  it('is not looked for in thousands of places where thousands of files hold the same', () => {
    const nothing = {hash: hashOf('nothing'), size: 0}
    const many = Array.from({length: 200}, (_, number) => [`2019/${number}.txt`, nothing])
    for (const id of ['MS-0001', 'MS-0002']) world.volume(id, Object.fromEntries(many))
    const files = wanted(['MS-0001'])
    expect(files).to.have.length(200)
    for (const {below, places} of files) {
      expect(places.length).to.be.below(20)
      expect(places[0]?.below).to.equal(below)
      expect(new Set(places.map(({volume}) => volume.id)).size).to.equal(2)
    }
  })

  it('is refused where a part of it is nowhere, or nothing is said', () => {
    world.volume('MS-0001', {'2019/a.jpg': {}})
    expect(codeOf(() => wanted(['a.jpg', 'b.jpg', '2021']))).to.equal(
      'NOT_FOUND: No volume holds anything called "b.jpg", "2021".',
    )
    expect(codeOf(() => wanted(['']))).to.match(/^EMPTY_PATTERN: /)
  })
})
