/** What went wrong elsewhere, and must be impossible here. Each row names it in plain words. */
import {lstatSync, mkdirSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant} from '../e2e/tree.ts'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {census, fingerprint, lost} from './census.ts'
import {Mounts, skippedBecause, whyNoMounts} from './mounts.ts'

interface Stage {
  readonly root: string
  readonly mounts: Mounts
  /** Runs a command that must end in one of these codes. */
  run(args: readonly string[], ...codes: number[]): Promise<Ran>
  /** Names of files below a directory. */
  names(directory: string): string[]
}

interface Story {
  what: string
  files: Record<string, string>
  /** Why it can't be told here. */
  missing?: string | undefined
  /** Between the planting and the count of what there is: disks. */
  prepare?: (stage: Stage) => void
  /** Contents that the story itself replaces, and that may be gone afterwards. */
  edits?: true
  tell: (stage: Stage) => Promise<void>
}

const COPIES = {'m/x.jpg': 'same', 'm/only.jpg': 'only here', 'a/x.jpg': 'same', 'b/x.jpg': 'same'}
const SORT = ['sort', 'a', 'b', '--to', 'd']

async function movedBy(stage: Stage, args: readonly string[], ...codes: number[]): Promise<string[]> {
  const {moves} = (await stage.run(args, ...codes)).json<{moves: {from: string; state: string}[]}>()
  const done = moves.filter(({state}) => state === 'done')
  return done.map(({from}) => from.slice(stage.root.length + 1)).sort()
}

/** Other content of the same length under the same mtime. */
function editUnseen(root: string, path: string, content: string): void {
  const file = join(root, path)
  const {atime, mtime} = lstatSync(file)
  writeFileSync(file, content)
  utimesSync(file, atime, mtime)
}

const STORIES: Story[] = [
  {
    what: 'files whose checksums were missing were taken for equal',
    files: {'a/one.jpg': 'one', 'b/two.jpg': 'two', 'b/three.jpg': 'three'},
    tell: async (stage) => {
      // One by one: of each size, some file stays without a hash.
      for (const tree of ['a', 'b']) await stage.run(['crawl', tree, '--candidates'])
      const {groups} = (await stage.run(['dupes', 'a', 'b'])).json<{groups: unknown[]}>()
      expect(groups).to.deep.equal([])
      expect(await movedBy(stage, SORT)).to.deep.equal([])
    },
  },
  {
    what: 'a file that was edited after the report was removed as a duplicate',
    files: COPIES,
    edits: true,
    tell: async (stage) => {
      await stage.run(['crawl', 'a', 'b'])
      await stage.run(['dupes', 'a', 'b', '--format', 'csv', '-o', 'list.csv'])
      writeFileSync(join(stage.root, 'b/x.jpg'), 'edited since')
      expect(await movedBy(stage, [...SORT, '--list', 'list.csv'])).to.deep.equal([])
      expect(stage.names('b')).to.deep.equal(['x.jpg'])
    },
  },
  {
    what: 'the copy that was to stay was edited after the report, and the other one removed',
    files: COPIES,
    edits: true,
    tell: async (stage) => {
      await stage.run(['crawl', 'a', 'b'])
      await stage.run(['dupes', 'a', 'b', '--format', 'csv', '-o', 'list.csv'])
      editUnseen(stage.root, 'a/x.jpg', 'diff')
      expect(await movedBy(stage, [...SORT, '--list', 'list.csv'])).to.deep.equal([])
    },
  },
  {
    what: 'both copies were removed, each because of the other',
    files: {'a/x.jpg': 'same', 'b/x.jpg': 'same'},
    tell: async (stage) => {
      await stage.run(['crawl', 'a', 'b'])
      for (const [plan, kept] of [
        ['one', 'a'],
        ['two', 'b'],
      ] as const) {
        const list = ['a', 'b'].map((tree) => `1,${tree === kept},4,,${join(stage.root, tree, 'x.jpg')},`)
        writeFileSync(
          join(stage.root, 'list.csv'),
          ['group,keep,size,hash,path,reason', ...list, ''].join('\n'),
        )
        await stage.run([...SORT, '--list', 'list.csv', '--plan', plan])
      }
      expect(await movedBy(stage, ['apply', 'one'])).to.deep.equal(['b/x.jpg'])
      expect(await movedBy(stage, ['apply', 'two'], 0, 1)).to.deep.equal([])
      expect(stage.names('a')).to.deep.equal(['x.jpg'])
    },
  },
  {
    what: 'a folder that was added twice, once as a reference, was cleaned out',
    files: COPIES,
    tell: async (stage) => {
      await stage.run(['crawl', 'm', 'a', 'm', './m/'])
      const sort = ['sort', 'm', './a/../m', 'a', '--master', 'm', '--to', 'd']
      expect(await movedBy(stage, sort)).to.deep.equal(['a/x.jpg'])
    },
  },
  {
    what: 'a reference was bypassed by a symbolic link',
    files: COPIES,
    prepare: ({root}) => symlinkSync('m', join(root, 'link')),
    tell: async (stage) => {
      await stage.run(['crawl', 'm', 'link', 'a'])
      const sort = ['sort', 'link', 'a', '--master', 'm', '--to', 'd']
      expect(await movedBy(stage, sort)).to.deep.equal(['a/x.jpg'])
    },
  },
  {
    what: 'a directory that was named twice lost its only copies',
    files: {'a/only.jpg': 'only', 'a/sub/deep.jpg': 'deep'},
    prepare: ({root}) => symlinkSync('a', join(root, 'link')),
    tell: async (stage) => {
      const roots = ['a', './a', 'a/', 'a/sub/..', 'link', 'a/sub']
      await stage.run(['crawl', ...roots])
      const {totals} = (await stage.run(['dupes', ...roots])).json<{totals: {groups: number}}>()
      expect(totals.groups).to.equal(0)
      expect(await movedBy(stage, ['sort', ...roots, '--to', 'd'])).to.deep.equal([])
    },
  },
  {
    what: 'a directory that was mounted twice lost its only copies',
    files: {'a/only.jpg': 'only'},
    missing: whyNoMounts(),
    prepare: ({root, mounts}) => void mounts.bind('again', join(root, 'a')),
    tell: async (stage) => {
      const again = join(stage.mounts.root, 'again')
      await stage.run(['crawl', 'a', again])
      expect(await movedBy(stage, ['sort', 'a', again, '--to', 'd'])).to.deep.equal([])
      expect(stage.names('a')).to.deep.equal(['only.jpg'])
    },
  },
  {
    what: 'a master was bypassed by a bind mount',
    files: COPIES,
    missing: whyNoMounts(),
    prepare: ({root, mounts}) => void mounts.bind('door', join(root, 'm')),
    tell: async (stage) => {
      const door = join(stage.mounts.root, 'door')
      await stage.run(['crawl', 'm', door, 'a'])
      expect(await movedBy(stage, ['sort', door, 'a', '--master', 'm', '--to', 'd'], 0, 1)).to.deep.equal([
        'a/x.jpg',
      ])
    },
  },
  {
    what: 'two files of one size were called equal after an edit whose time was put back',
    files: COPIES,
    edits: true,
    tell: async (stage) => {
      await stage.run(['crawl', 'a', 'b'])
      editUnseen(stage.root, 'b/x.jpg', 'diff')
      expect(await movedBy(stage, SORT)).to.deep.equal([])
    },
  },
  {
    what: 'a disk that was not mounted looked like a tree without files',
    files: {'a/x.jpg': 'same', 'card/y.jpg': 'y'},
    missing: whyNoMounts(),
    prepare: ({mounts}) => plant(mounts.tmpfs('disk'), {'x.jpg': 'same'}),
    tell: async (stage) => {
      const disk = join(stage.mounts.root, 'disk')
      await stage.run(['crawl', disk, 'a'])
      stage.mounts.unmount(disk)
      await stage.run(['sort', 'a', '--master', disk, '--to', 'd'], 2)
      await stage.run(['crawl', disk], 2)
      expect(stage.names('a')).to.deep.equal(['x.jpg'])
    },
  },
  {
    what: 'the target was read-only, and the files were gone all the same',
    files: COPIES,
    missing: whyNoMounts(),
    prepare: ({mounts}) => void mounts.bind('target', mounts.directory('behind'), 'ro'),
    tell: async (stage) => {
      await stage.run(['crawl', 'a', 'b'])
      await stage.run(['sort', 'a', 'b', '--to', join(stage.mounts.root, 'target')], 1, 2)
      expect([...stage.names('a'), ...stage.names('b')]).to.deep.equal(['x.jpg', 'x.jpg'])
    },
  },
  {
    what: 'a name that differs only in its case took another file’s place',
    files: {'drop/PIC_20190102_030405.JPG': 'loud', 'drop/pic_20190102_030405.jpg': 'quiet'},
    prepare: ({root}) => {
      const rename =
        '(file) => ({folder: "", name: file.name.startsWith("P") ? file.name : file.name.toLowerCase()})'
      writeFileSync(join(root, 'case.config.mjs'), `export default {rename: ${rename}}`)
    },
    tell: async (stage) => {
      await stage.run(['ingest', 'drop', '--to', 'lib', '--config', 'case.config.mjs'])
      const folded = stage.names('lib').map((name) => name.toLowerCase())
      expect(new Set(folded).size, folded.join()).to.equal(2)
    },
  },
  {
    what: 'the program was killed in the middle of renaming, and the files stayed half renamed',
    files: Object.fromEntries(
      [1, 2, 3, 4].map((number) => [`drop/IMG_20190102_03040${number}.jpg`, `${number}`]),
    ),
    prepare: ({root}) => {
      const kill = 'api.onMoved(() => process.kill(process.pid, "SIGKILL"))'
      const plugin = `{name: 'killer', apiVersion: 1, setup: (api) => ${kill}}`
      writeFileSync(
        join(root, 'kill.config.mjs'),
        `export default {catalog: 'catalog.db', plugins: [${plugin}]}`,
      )
    },
    tell: async (stage) => {
      const ingest = ['ingest', 'drop', '--to', 'lib', '--catalog', 'catalog.db']
      const killed = await mediastruct([...ingest, '--config', 'kill.config.mjs'], {cwd: stage.root})
      expect(killed.code).to.equal(null)
      await stage.run(ingest)
      expect(stage.names('drop')).to.deep.equal([])
      expect(stage.names('lib')).to.have.length(4)
      expect(stage.names('lib').join()).to.match(/^(20190102_03040\d_[0-9a-f]{8}\.jpg,?){4}$/)
    },
  },
]

describe('what happened elsewhere', () => {
  let mounts: Mounts
  beforeEach(() => {
    mounts = new Mounts()
  })
  afterEach(() => mounts.remove())

  for (const {what, files, missing, prepare, edits, tell} of STORIES) {
    it(`can not happen here: ${what}${skippedBecause(missing)}`, async function () {
      if (missing !== undefined) return this.skip()
      const root = scratch()
      plant(root, files)
      for (const directory of ['m', 'a', 'b', 'd', 'lib']) mkdirSync(join(root, directory), {recursive: true})
      const stage: Stage = {
        root,
        mounts,
        run: async (args, ...codes) => {
          const ran = await mediastruct([...args, '--json', '--no-progress'], {cwd: root})
          expect(ran.code, args.join(' ') + ran.stdout + ran.stderr).to.be.oneOf(
            codes.length > 0 ? codes : [0],
          )
          return ran
        },
        names: (directory) => census(join(root, directory)).map(({path}) => path.replace(/.*\//, '')),
      }
      prepare?.(stage)
      const before = census(root)
      const master = fingerprint(join(root, 'm'))
      await tell(stage)
      if (!edits) expect(lost(before, census(root))).to.deep.equal([])
      expect(fingerprint(join(root, 'm'))).to.deep.equal(master)
    })
  }
})
