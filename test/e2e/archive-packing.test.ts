/** Volumes that are filled over several runs, and folders that no volume holds alone, with the real program. */
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {plant} from './tree.ts'

interface Part {
  folder: string
  number: number
  of: number
}
interface Volume {
  id: string
  medium: string
  files: number
  folders: string[]
  parts?: Part[]
}
interface Document {
  run: string
  moves: {to: string; volume: string; part?: string}[]
  volumes: Volume[]
  lowerBound: number
  aboveLowerBound: number
  order: string
}

const SIZE = 4_000_000
/** Leaves room for two files of that size on a DVD-R, and on a DVD+R. */
const ROOM = {'dvd-r': String(2_298_496 * 2048 - 10_500_000), 'dvd+r': String(2_295_104 * 2048 - 10_500_000)}

/** Files that differ, of a size that counts. */
function files(...paths: string[]): Record<string, Buffer> {
  return Object.fromEntries(paths.map((path) => [path, Buffer.alloc(SIZE, path)]))
}

describe('packing over several runs, with the real program', function () {
  this.timeout(120_000)
  let root: string
  const run = (...args: string[]) => mediastruct([...args, '--catalog', 'catalog.db'], {cwd: root})
  const archiving = (medium: keyof typeof ROOM, ...args: string[]) => [
    ...['archive', 'lib', '--to', 'arch', '--medium', medium, '--reserve', ROOM[medium]],
    ...args,
  ]
  /** Each volume that a run filled: its files, and its folders' names. */
  const filled = async (coming: Record<string, Buffer>, medium: keyof typeof ROOM, ...args: string[]) => {
    plant(join(root, 'lib'), coming)
    await run('crawl', 'lib')
    const {volumes} = (await run(...archiving(medium, ...args), '--json')).json<Document>()
    return volumes.map(({id, files, folders}) => `${id} ${files} ${folders.join(' ')}`)
  }

  beforeEach(() => {
    root = scratch()
  })

  it('completes what is open, per medium and label, also after an undo', async () => {
    const may = (day: number) => files(`2019-05-0${day}/a.jpg`)
    expect(await filled(may(1), 'dvd-r')).to.deep.equal(['MS-0001 1 2019-05-01'])
    expect(await filled(may(2), 'dvd+r')).to.deep.equal(['MS-0002 1 2019-05-02'])
    expect(await filled(may(3), 'dvd-r', '--label', 'TAPE')).to.deep.equal(['TAPE-0001 1 2019-05-03'])
    expect(await filled(may(4), 'dvd-r')).to.deep.equal(['MS-0001 2 2019-05-01 2019-05-04'])

    expect((await run('undo', '--last')).code).to.equal(0)
    expect(await filled({}, 'dvd-r')).to.deep.equal(['MS-0001 2 2019-05-01 2019-05-04'])
    expect(await filled({...may(5), ...may(6)}, 'dvd+r')).to.deep.equal([
      'MS-0002 2 2019-05-02 2019-05-05',
      'MS-0003 1 2019-05-06',
    ])
    expect(await filled(may(7), 'dvd-r')).to.deep.equal(['MS-0004 1 2019-05-07'])
    expect(await filled(may(8), 'dvd-r', '--label', 'TAPE')).to.deep.equal([
      'TAPE-0001 2 2019-05-03 2019-05-08',
    ])
  })

  it('keeps as many volumes open from run to run as the order says', async () => {
    const two = (day: number) => files(`2019-05-0${day}/a.jpg`, `2019-05-0${day}/b.jpg`)
    const one = (day: number) => files(`2019-05-0${day}/a.jpg`)
    const first = {...one(1), ...two(2)}
    expect(await filled(first, 'dvd-r')).to.deep.equal(['MS-0001 1 2019-05-01', 'MS-0002 2 2019-05-02'])
    expect(await filled(one(3), 'dvd-r', '--order', 'strict')).to.deep.equal(['MS-0003 1 2019-05-03'])
    expect((await run('undo', '--last')).code).to.equal(0)
    expect(await filled({}, 'dvd-r')).to.deep.equal(['MS-0001 2 2019-05-01 2019-05-03'])
  })

  it('says everywhere which part of a folder that no volume holds alone is where', async () => {
    const folder = '2019-05-04 Fête'
    plant(join(root, 'lib'), files(...['a', 'b', 'c', 'd', 'e'].map((name) => `${folder}/${name}.jpg`)))
    await run('crawl', 'lib')
    const planned = (await run(...archiving('dvd-r'), '--dry-run', '--json')).json<Document>()
    const {moves, volumes, ...document} = (await run(...archiving('dvd-r'), '--json')).json<Document>()
    expect(volumes).to.deep.equal(planned.volumes)
    expect(document).to.deep.include({lowerBound: 3, aboveLowerBound: 0, order: 'window:3'})
    expect(moves.map(({volume, part}) => `${volume} ${part}`)).to.deep.equal([
      ...['MS-0001 1 of 3', 'MS-0001 1 of 3', 'MS-0002 2 of 3', 'MS-0002 2 of 3', 'MS-0003 3 of 3'],
    ])
    const index = readFileSync(join(root, 'arch', 'index.json'), 'utf8')
    expect((JSON.parse(index) as Document).volumes.map(({parts}) => parts)).to.deep.equal(
      volumes.map(({parts}) => parts),
    )
    for (const [place, {id, parts}] of volumes.entries()) {
      expect(parts).to.deep.equal([{folder, number: place + 1, of: 3}])
      const own = JSON.parse(readFileSync(join(root, 'arch', id, 'volume-index.json'), 'utf8')) as Volume
      expect(own.parts).to.deep.equal(parts)
      const readme = readFileSync(join(root, 'arch', id, 'README.txt'), 'utf8')
      expect(readme).to.include(`data/${folder}: part ${place + 1} of 3`)
      const shown = (await run('volumes', 'show', id, '--json')).json<{volume: Volume}>()
      expect(shown.volume.parts).to.deep.equal(parts)
    }
    expect((await run('undo', '--last')).code).to.equal(0)
    expect(existsSync(join(root, 'arch', 'MS-0001'))).to.equal(false)
  })

  it('tells a person how full the volumes are, and how far from the fewest', async () => {
    plant(join(root, 'lib'), files('2019-05-04/a.jpg'))
    await run('crawl', 'lib')
    const {stdout} = await run(...archiving('dvd-r'), '--dry-run')
    expect(stdout).to.match(/^MS-0001 {2}< 1 % of dvd-r/m)
    expect(stdout).to.match(/^1 volume, .* packed as "window:3": no packing could do with fewer$/m)
  })
})
