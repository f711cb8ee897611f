/** A hash of a plugin's: one that is none is refused before a file is read; one that only seems to be one hurts nobody. */
import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {dropName, PLUGIN, refusalOf, reportOf, World} from './world.ts'

/** FNV-1a in 8 bytes: a hash as simple as it gets. `spoil` is JavaScript that may answer something else. */
const hasher = (spoil = '') => `export function create() {
  let hash = 0xcbf29ce484222325n, text = ''
  return {
    update(bytes) {
      if (text.length < 100) text += Buffer.from(bytes.subarray(0, 100)).toString('latin1')
      for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
    },
    digest() {
      const digest = Buffer.alloc(8)
      digest.writeBigUInt64BE(hash)
      ${spoil}
      return digest
    },
  }
}`

function withHash(world: World, module: string | undefined, provider: object = {}): void {
  const offered = {name: 'mine', export: 'create', digestBytes: 8, ...provider}
  if (module !== undefined) writeFileSync(join(world.root, 'hash.mjs'), module)
  world.plugin(
    `api.hashAlgorithm({module: new URL('./hash.mjs', import.meta.url).href, ...${JSON.stringify(offered)}})`,
    {hash: 'mine'},
  )
}

interface Refused {
  name: string
  module?: string
  provider?: object
  says: string
}

const REFUSED: Refused[] = [
  {name: 'whose module is missing', says: 'Cannot find module'},
  {name: 'whose module throws', module: "throw new Error('boom')", says: 'boom'},
  {name: 'whose module is no JavaScript', module: 'export {', says: PLUGIN},
  {name: 'whose module never settles', module: 'await new Promise(() => {})', says: 'no answer within 0.3 s'},
  {name: 'whose module ends its thread', module: 'process.exit(0)', says: 'process.exit'},
  {name: 'that ends its thread', module: hasher('process.exit(0)'), says: 'process.exit'},
  {name: 'without such an export', module: 'export const other = 1', says: 'no function "create"'},
  {name: 'whose export is no function', module: 'export const create = 1', says: 'no function "create"'},
  {name: 'that makes nothing', module: 'export const create = () => undefined', says: PLUGIN},
  {
    name: 'that is constant',
    module: hasher('return Buffer.alloc(8, 7)'),
    says: 'different contents the same digest',
  },
  {
    name: 'that answers anew each time',
    module: hasher('digest.writeDoubleLE(Math.random())'),
    says: 'one content different digests',
  },
  {
    name: 'of another length',
    module: hasher('return Buffer.alloc(32)'),
    says: 'promised 8 bytes and gave 32',
  },
  {name: 'that answers text', module: hasher("return 'abcdefgh'"), says: 'gave string'},
  {name: 'that always throws', module: hasher("throw new Error('boom')"), says: 'boom'},
  {name: 'of no bytes', module: hasher(), provider: {digestBytes: 0}, says: '"digestBytes"'},
  {name: 'without a module', provider: {module: 7}, says: '"module"'},
]

/** What comes when the digest is long there. */
const LATE = [
  {name: 'throws later', does: "setImmediate(() => { throw new Error('boom') })", says: 'boom'},
  {name: 'leaves a rejection', does: "Promise.reject(new Error('boom'))", says: 'boom'},
  {
    name: 'ends its thread later',
    does: 'setImmediate(() => process.exit(0))',
    says: 'it called process.exit',
  },
]

/** Equal for all that begins with IMG: what no probe finds out. */
const BLIND = hasher("if (text.startsWith('IMG')) digest.fill(7)")

describe('a hash algorithm of a plugin', () => {
  for (const {name, module, provider, says} of REFUSED) {
    it(`${name} is refused: exit 2, nothing moved`, async () => {
      const world = new World({[`drop/${dropName(0)}`]: 'a file'})
      withHash(world, module, provider)
      const message = refusalOf(await world.hostile(['ingest']))
      expect(message).to.include(says)
      expect(message).to.include(PLUGIN).and.include('hashAlgorithm "mine"')
      expect(existsSync(join(world.root, 'drop', dropName(0)))).to.equal(true)
    })
  }

  it('that throws for some files leaves those, names itself, and does the others', async () => {
    const names = [0, 1, 2].map(dropName)
    const files = {
      [`drop/${names[0]}`]: 'BAD throws',
      [`drop/${names[1]}`]: 'LONG',
      [`drop/${names[2]}`]: 'good',
    }
    const world = new World(files)
    withHash(
      world,
      hasher(
        "if (text.startsWith('BAD')) throw Object.assign(new Error('boom'), {code: 'ENOENT'}); if (text === 'LONG') return Buffer.alloc(9)",
      ),
    )
    const {moves, errors} = reportOf(await world.hostile(['ingest']), 1)
    expect(moves.map(({from}) => from)).to.deep.equal([join(world.root, 'drop', names[2] ?? '')])
    expect(errors.map(({path}) => path)).to.deep.equal(
      names.slice(0, 2).map((name) => join(world.root, 'drop', name)),
    )
    for (const {message} of errors) expect(message).to.include(PLUGIN).and.include('hashAlgorithm "mine"')
  })

  for (const {name, does, says} of LATE) {
    it(`that ${name} is told of, and every file is hashed: exit 1`, async () => {
      const world = new World()
      withHash(world, hasher(`if (text.startsWith('in the master')) ${does}`))
      const ran = await world.hostile(['crawl'])
      const {errors} = reportOf(ran, 1)
      expect(ran.json<{files: number}>().files).to.equal(5)
      const failure = `The plugin ${PLUGIN} failed in hashAlgorithm "mine", after it had answered: ${says}`
      expect(errors.map(({message}) => message.slice(0, failure.length))).to.deep.equal([failure])
    })
  }

  describe('that calls different contents equal', () => {
    it('has sort move nothing but what is equal byte by byte', async () => {
      const world = new World({'a/one.jpg': 'IMG one', 'b/two.jpg': 'IMG two', 'm/three.jpg': 'IMG tri'})
      withHash(world, BLIND)
      expect((await world.hostile(['crawl'])).code).to.equal(0)
      const {moves, left} = reportOf(await world.hostile(['sort']), 0)
      const moved = moves.filter(({state}) => state === 'done').map(({from}) => from)
      expect(moved.sort()).to.deep.equal(['a/master.jpg', 'b/pair.jpg'].map((path) => join(world.root, path)))
      expect(left.map(({path, code}) => [path, code])).to.have.deep.members([
        [join(world.root, 'a/one.jpg'), 'changed'],
        [join(world.root, 'b/two.jpg'), 'changed'],
      ])
    })

    for (const [how, duplicates] of [
      ['left', undefined],
      ['put aside', 'd'],
    ] as const) {
      it(`has ingest take no new file for one that is held, where such are ${how}`, async () => {
        const names = [0, 1, 2, 3].map(dropName)
        const contents = ['IMG one', 'IMG two', 'IMG lib', 'IMG two']
        const files = Object.fromEntries(names.map((name, row) => [`drop/${name}`, contents[row] ?? '']))
        const world = new World({...files, 'lib/held.jpg': 'IMG lib'})
        withHash(world, BLIND)
        const {moves, left} = reportOf(await world.hostile(['ingest', ...(duplicates ? [] : ['--copy'])]), 0)
        const filed = moves.filter(({to}) => to.startsWith(join(world.root, 'lib/')))
        expect(filed.map(({from}) => from)).to.deep.equal(
          names.slice(0, 2).map((name) => join(world.root, 'drop', name)),
        )
        const held = left.filter(({code}) => code === 'held').map(({path}) => path)
        expect(held).to.include(join(world.root, 'drop', names[3] ?? ''))
        expect(held.includes(join(world.root, 'drop', names[2] ?? ''))).to.equal(duplicates === undefined)
      })
    }

    it('has status call nothing safe to wipe that is not held byte by byte', async () => {
      const world = new World({
        'card/new.jpg': 'IMG new',
        'lib/held.jpg': 'IMG lib',
        'card/held.jpg': 'IMG lib',
      })
      withHash(world, BLIND)
      await world.hostile(['crawl'])
      const ran = await world.hostile(['status', '--safe-to-wipe', 'card', '--same-device'])
      const {safeToWipe} = ran.json<{safeToWipe: {safe: boolean; notHeld: {path: string}[]}}>()
      expect(ran.code).to.equal(1)
      expect(safeToWipe.safe).to.equal(false)
      expect(safeToWipe.notHeld.map(({path}) => path)).to.deep.equal([join(world.root, 'card/new.jpg')])
    })
  })
})
