/** A volume target that makes no sense is refused before anything moves; an observer of volumes that fails changes nothing. */
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {PLUGIN, refusalOf, reportOf, World} from './world.ts'

const TARGET = `{name: 'tape', description: '', capacityBytes: 1e9, sectorBytes: 2048,
  overhead: {fixedSectors: 300, sectorsPerFile: 1, sectorsPerDirectory: 2},
  limits: {nameBytes: 255, fileBytes: 1e9}}`
const FOLDER = 'lib/2019/2019-01-02'
const FILE = `${FOLDER}/x.jpg`
const ARCHIVE = ['archive', 'lib', '--to', 'vault', '--medium', 'tape']

/** JavaScript of what the target has instead, and a part of the refusal. */
const REFUSED: Record<string, string> = {
  'capacityBytes: 0': '"capacityBytes"',
  'capacityBytes: -1': '"capacityBytes"',
  'capacityBytes: NaN': '"capacityBytes"',
  'capacityBytes: 1e308': '"capacityBytes"',
  'capacityBytes: Infinity': '"capacityBytes"',
  'capacityBytes: 10n ** 9n': '"capacityBytes"',
  "capacityBytes: '25GB'": '"capacityBytes"',
  'sectorBytes: 0': '"sectorBytes"',
  'sectorBytes: -2048': '"sectorBytes"',
  'sectorBytes: 0.5': '"sectorBytes"',
  'overhead: undefined': '"overhead"',
  'overhead: {fixed: 1, perFile: 1, perDirectory: 1}': '"overhead"',
  'overhead: {fixedSectors: NaN, sectorsPerFile: 1, sectorsPerDirectory: 1}': '"overhead"',
  'overhead: {fixedSectors: -1e9, sectorsPerFile: 1, sectorsPerDirectory: 1}': '"overhead"',
  'limits: undefined': '"limits"',
  'limits: {nameBytes: 0, fileBytes: 1e9}': '"limits"',
  'limits: {nameBytes: NaN, fileBytes: 1e9}': '"limits"',
  'limits: {nameBytes: 255, fileBytes: Infinity}': '"limits"',
  'name: Symbol()': 'could not be cloned',
  'imager: () => 0': 'could not be cloned',
}

/** What makes sense by itself, and holds nothing. */
const TOO_SMALL: string[] = [
  'overhead: {fixedSectors: 1e308, sectorsPerFile: 1, sectorsPerDirectory: 1}',
  'sectorBytes: 2 ** 52',
  'limits: {nameBytes: 255, fileBytes: 1}',
  'limits: {nameBytes: 1, fileBytes: 1e9}',
]

async function crawledWorld(setup: string): Promise<World> {
  const world = new World({[FILE]: 'a picture'})
  expect((await world.innocent(['crawl'])).code).to.equal(0)
  world.plugin(setup)
  return world
}

describe('a volume target', () => {
  it(`that makes no sense is refused: exit 2, nothing moved: ${Object.keys(REFUSED).length} ways`, async function () {
    this.timeout(120_000)
    const world = await crawledWorld('')
    for (const [odd, says] of Object.entries(REFUSED)) {
      world.plugin(`api.volumeTarget({...${TARGET}, ${odd}})`)
      const message = refusalOf(await world.hostile(ARCHIVE))
      expect(message, odd).to.include(PLUGIN).and.include(says)
      expect(existsSync(join(world.root, 'vault')), odd).to.equal(false)
    }
  })

  for (const odd of TOO_SMALL) {
    it(`with ${odd} takes nothing, and says so`, async () => {
      const world = await crawledWorld(`api.volumeTarget({...${TARGET}, ${odd}})`)
      const {moves, left, errors} = reportOf(
        await world.hostile(ARCHIVE),
        odd.includes('nameBytes: 1,') ? 0 : 1,
      )
      expect(moves).to.deep.equal([])
      expect([...left, ...errors].map(({path}) => path)).to.include(join(world.root, FILE))
      expect(existsSync(join(world.root, FILE))).to.equal(true)
    })
  }

  for (const does of ["throw new Error('boom')", 'process.exit(0)', 'await new Promise(() => {})']) {
    it(`whose observer does ${does} is told of, and the volume is whole`, async () => {
      const world = await crawledWorld(
        `api.volumeTarget(${TARGET}); api.onVolumeState(async () => { ${does} })`,
      )
      const {moves, errors} = reportOf(await world.hostile(ARCHIVE), 1)
      expect(moves.map(({state}) => state)).to.deep.equal(['done'])
      expect(errors.map(({message}) => message).join())
        .to.include(PLUGIN)
        .and.include('onVolumeState')
      expect(existsSync(join(world.root, 'vault/MS-0001/manifest-sha256.txt'))).to.equal(true)
    })
  }
})
