import {expect} from 'chai'
import {excluder, type Plugin, relativeTo, toText} from 'mediastruct'
import {findFiles} from '../src/planner/find.ts'
import {MemorySink, registryWith, Scratch} from './planning.ts'

describe('what lies in a drop', () => {
  let scratch: Scratch
  let sink: MemorySink
  let setup: Plugin['setup'] | undefined
  beforeEach(() => {
    setup = undefined
    scratch = new Scratch()
    sink = new MemorySink()
  })
  afterEach(() => scratch.remove())

  /** What is looked at together, in order: `kind: paths below the drop`. */
  async function found(drop: string, files: readonly string[], exclude: string[] = []): Promise<string[]> {
    for (const file of files) scratch.write(`drop/${file}`, file)
    const {onFileDiscovered} = (await registryWith(setup)).hooks
    const root = scratch.path('drop')
    const groups: string[] = []
    const options = {sink, excludes: excluder(exclude), onFileDiscovered}
    for await (const {files, kind} of findFiles(scratch.path(drop), options)) {
      const paths = files.map(({path}) => toText(relativeTo(root, path)))
      if (paths.length > 0) groups.push(`${kind}: ${paths.join(' ')}`)
    }
    return groups
  }

  const left = () =>
    sink.lefts.map(({path, code}) => `${toText(relativeTo(scratch.path('drop'), path))} ${code}`)

  it('is seen directory by directory, in byte order', async () => {
    expect(await found('drop', ['b/2.jpg', 'a/x/1.jpg', 'a/3.jpg', '4.jpg'])).to.deep.equal([
      'directory: 4.jpg',
      'directory: a/3.jpg',
      'directory: a/x/1.jpg',
      'directory: b/2.jpg',
    ])
  })

  it('is left whole where it is a package or a project of another program', async () => {
    const files = [
      'Photos Library.photoslibrary/originals/1.jpg',
      'Previews.lrdata/2.jpg',
      'Tool.app/Contents/3.png',
      'code/.git/HEAD',
      'code/src/4.jpg',
      'web/node_modules/x/5.jpg',
      'web/6.jpg',
    ]
    expect(await found('drop', files)).to.deep.equal(['directory: web/6.jpg'])
    expect(left()).to.deep.equal([
      'Photos Library.photoslibrary package',
      'Previews.lrdata package',
      'Tool.app package',
      'code package',
      'web/node_modules package',
    ])
  })

  for (const [drop, listed] of [
    ['drop/Photos.photoslibrary', 'Photos.photoslibrary package'],
    ['drop/Photos.photoslibrary/originals', 'Photos.photoslibrary/originals package'],
    ['drop/PRIVATE/AVCHD/BDMV/STREAM', 'PRIVATE/AVCHD/BDMV/STREAM package'],
  ] as const) {
    it(`is left where the drop itself is in one: ${drop}`, async () => {
      const files = ['Photos.photoslibrary/originals/1.jpg', 'PRIVATE/AVCHD/BDMV/STREAM/00001.MTS']
      expect(await found(drop, files)).to.deep.equal([])
      expect(left()).to.deep.equal([listed])
    })
  }

  it('is one thing where a camcorder recorded it, wherever the drop begins', async () => {
    const files = [
      'PRIVATE/AVCHD/AVCHDTN/thumb.tdt',
      'PRIVATE/AVCHD/BDMV/INDEX.BDM',
      'PRIVATE/AVCHD/BDMV/STREAM/00001.MTS',
      'PRIVATE/AVCHD/BDMV/STREAM/.DS_Store',
      'PRIVATE/SONY/SONYCARD.IND.txt',
    ]
    const whole =
      'package: PRIVATE/AVCHD/AVCHDTN/thumb.tdt PRIVATE/AVCHD/BDMV/INDEX.BDM PRIVATE/AVCHD/BDMV/STREAM/00001.MTS'
    expect(await found('drop', files)).to.have.members([whole, 'directory: PRIVATE/SONY/SONYCARD.IND.txt'])
    expect(left()).to.deep.equal(['PRIVATE/AVCHD/BDMV/STREAM/.DS_Store junk'])
    expect(await found('drop/PRIVATE/AVCHD', [])).to.deep.equal([whole])
    expect(await found('drop/holiday', ['holiday/BDMV/STREAM/00001.MTS'])).to.deep.equal([
      'package: holiday/BDMV/STREAM/00001.MTS',
    ])
  })

  it('is no camcorder tree for its name alone', async () => {
    expect(await found('drop', ['AVCHD/holiday.MTS', 'BDMV/x.jpg'])).to.deep.equal([
      'directory: AVCHD/holiday.MTS',
      'directory: BDMV/x.jpg',
    ])
  })

  it('is seen side by side where Google split it over zip files', async () => {
    const split = ['takeout-20240101T000000Z-001', 'takeout-20240101T000000Z-002']
    const files = split.flatMap((part, number) => [
      `${part}/Takeout/Google Photos/Photos from 2019/IMG_${number}.jpg`,
      `${part}/Takeout/Google Photos/Photos from 2019/metadata.json`,
    ])
    expect(await found('drop', files)).to.deep.equal([
      `directory: ${files[0]} ${files[2]} ${files[1]}`,
      // A name that both have is seen with its own part.
      `directory: ${files[3]}`,
    ])
  })

  for (const [what, one, other, isOne] of [
    ['as macOS unpacks them', 'Takeout', 'Takeout 2', true],
    [
      'in zip files of another kind',
      'takeout-20240101T000000Z-1-001',
      'takeout-20240101T000000Z-3-001',
      true,
    ],
    ['as a person calls them', 'my takeout (1)', 'my takeout (2)', true],
    ['of two exports', 'takeout-20230101T000000Z-001', 'takeout-20240101T000000Z-001', false],
    ['of two people', 'anna', 'ben', false],
  ] as const) {
    it(`is ${isOne ? 'one' : 'two'} ${what}`, async () => {
      const groups = await found('drop', [`${one}/Google Photos/1.jpg`, `${other}/Google Photos/2.jpg`])
      expect(groups).to.have.length(isOne ? 1 : 2)
    })
  }

  it('is seen side by side where Sony puts the small version of a clip', async () => {
    const files = ['PRIVATE/M4ROOT/CLIP/C0001.MP4', 'PRIVATE/M4ROOT/SUB/C0001S03.MP4']
    expect(await found('drop', files)).to.deep.equal([`directory: ${files.join(' ')}`])
  })

  it('keeps patterns and odd things of a package out of it', async () => {
    const files = ['AVCHD/BDMV/STREAM/00001.MTS', 'AVCHD/BDMV/STREAM/00002.MTS', 'AVCHD/IISVPL/x.dat']
    expect(await found('drop', files, ['00002.MTS', 'IISVPL/'])).to.deep.equal([
      'package: AVCHD/BDMV/STREAM/00001.MTS',
    ])
    expect(left()).to.have.members(['AVCHD/BDMV/STREAM/00002.MTS excluded', 'AVCHD/IISVPL excluded'])
  })

  it('is torn where something of a package can not be looked at', async () => {
    setup = (api) =>
      api.onFileDiscovered(({path}) => {
        if (path.endsWith('INDEX.BDM')) throw new Error('stumbled')
      })
    const files = ['AVCHD/BDMV/INDEX.BDM', 'AVCHD/BDMV/STREAM/00001.MTS']
    expect(await found('drop', files)).to.deep.equal(['torn: AVCHD/BDMV/STREAM/00001.MTS'])
    expect(sink.failures.map(({code}) => code)).to.deep.equal(['PLUGIN_FAILED'])
  })
})
