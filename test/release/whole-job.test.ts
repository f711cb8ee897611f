/** Installed from the one tarball, the program does the whole job and takes it back, and loads nothing from elsewhere. */
import {readdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect} from 'chai'
import {createBlake3} from '../../src/index.ts'
import {census} from '../faults/census.ts'
import {makeWorld, type World} from '../support/document-trees.ts'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {Watched} from '../support/watched.ts'
import {ALL_MANNERS, foreign, type Installed, installed, type Recorded, runInstalled} from './installed.ts'
import {OPTIONAL, SHIPPED} from './plugins.ts'

interface Document {
  schema?: string
  run?: string | null
  totals?: {moved?: number; redundantFiles?: number}
}

/** In a user's order; `moves` and `finds` are the least that each must come to. */
const STEPS: {args: string[]; schema: string; moves?: number; finds?: number}[] = [
  {args: ['config'], schema: 'config'},
  {args: ['ingest', '--date-from', 'mtime'], schema: 'ingest', moves: 1},
  {args: ['crawl'], schema: 'crawl'},
  {args: ['dupes'], schema: 'dupes', finds: 1},
  {args: ['sort'], schema: 'sort', moves: 1},
  {args: ['archive', 'library', '--all', '--medium', 'm-disc-25'], schema: 'archive', moves: 2},
  {args: ['volumes', 'list'], schema: 'volumes-list'},
  {args: ['status'], schema: 'status'},
  {args: ['verify'], schema: 'verify'},
  {args: ['history'], schema: 'history'},
]

const USERS_OWN = ['library', 'backup', 'drop'] as const

describe('Installed from one tarball', () => {
  for (const manner of ALL_MANNERS) {
    describe(manner, () => {
      let program: Installed

      before(async () => {
        program = await installed(manner)
      })

      /** Runs it, and refuses an unexpected end as well as a module from elsewhere. */
      async function done(args: string[], cwd: string, env = {}): Promise<Recorded> {
        const ran = await runInstalled(program, args, {cwd, env})
        expect(ran.code, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`).to.equal(0)
        expect(ran.loaded, 'the recorder sees what is loaded').to.not.be.empty
        expect(foreign(ran, program), `what ${args[0]} loads from elsewhere`).to.deep.equal([])
        return ran
      }

      it('lies where no checkout is above it', () => {
        expect(program.directory.startsWith(PACKAGE_ROOT)).to.equal(false)
      })

      it('does the whole job, and takes it back', async () => {
        const world = makeWorld()
        const before = contentOf(world)
        const runs: string[] = []
        for (const {args, schema, moves, finds} of STEPS) {
          const ran = await done([...args, '--json', '--no-progress'], world.root)
          const document = ran.json<Document>()
          expect(document.schema).to.equal(`mediastruct/${schema}@1`)
          if (moves !== undefined) expect(document.totals?.moved, schema).to.be.at.least(moves)
          if (finds !== undefined) expect(document.totals?.redundantFiles, schema).to.be.at.least(finds)
          if (moves !== undefined && document.run) runs.unshift(document.run)
        }
        expect(contentOf(world)).to.not.deep.equal(before)
        for (const run of runs) await done(['undo', run, '--json'], world.root)
        expect(contentOf(world), 'undone').to.deep.equal(before)
      })

      it('watches a drop, with what listens to the system', async () => {
        const world = makeWorld()
        const env = {PATH: `${dirname(process.execPath)}:/usr/bin:/bin`}
        const args = ['--settle', '0.3s', '--date', '2019-05-04']
        const watched = Watched.start(args, {cwd: world.root, program: program.program, env})
        await watched.until(() => watched.moved === 1)
        writeFileSync(join(world.drop, 'DSC_0002.jpg'), 'fresh, too')
        await watched.until(() => watched.moved === 2)
        expect(await watched.end()).to.include({code: 143})
      })

      it('hashes as the checkout does', async () => {
        const world = makeWorld()
        const crawl = await done(['crawl'], world.root)
        const expected = createBlake3()
        expected.update(Buffer.from('the beach'))
        const index = await done(['index', 'export'], world.root)
        expect(index.stdout).to.include(Buffer.from(expected.digest()).toString('hex'))
        const isNative = crawl.loaded.some((url) => url.includes('/@napi-rs/'))
        expect(isNative, 'native BLAKE3').to.equal(manner !== 'npm install --omit=optional')
        const isPortable = crawl.loaded.some((url) => url.includes('/blake3-wasm/'))
        expect(isPortable, 'the portable BLAKE3').to.equal(!isNative)
      })

      it('writes a config, and names all its plugins', async () => {
        const directory = scratch()
        await done(['init'], directory)
        expect(readdirSync(directory)).to.include('mediastruct.config.yaml')
        const {stdout} = await done(['plugins', '--core'], directory)
        for (const name of SHIPPED) expect(stdout).to.include(`@mediastruct/plugin-${name} `)
        for (const name of OPTIONAL) expect(stdout).not.to.include(`@mediastruct/plugin-${name} `)
        const hooks = await done(['hooks', '--json'], directory)
        expect(hooks.stdout).to.include('"bd-r-25"').and.include('"datetime-hash"')
      })

      // Once is enough: it starts each step as a program of its own, and the steps were tried above.
      if (manner === 'npm install --global') {
        it('shows a demo', async () => {
          await done(['demo', 'demo'], scratch())
        })
      }

      it('knows its commands without loading one', async () => {
        const {loaded} = await done(['--help'], scratch())
        expect(loaded.filter((url) => url.includes('/dist/commands/'))).to.deep.equal([])
      })

      it('runs where neither home nor cache can be written', async () => {
        const {root} = makeWorld()
        const nowhere = {
          HOME: '/sys',
          XDG_CONFIG_HOME: undefined,
          XDG_DATA_HOME: undefined,
          XDG_STATE_HOME: undefined,
          XDG_CACHE_HOME: undefined,
        }
        const ran = await done(['crawl', '--quiet'], root, nowhere)
        expect(ran.stderr).to.equal('')
      })
    })
  }
})

/** Names, bytes, times and modes of all that is the user's own. */
function contentOf(world: World): string[] {
  return USERS_OWN.flatMap((name) =>
    census(world[name]).map(({path, content, mtimeNs, mode}) =>
      [name, path, content, mtimeNs, mode].join(' '),
    ),
  ).sort()
}
