/** `sort` with the real program: what goes, where it goes, what never does, and that undo brings all of it back. */
import {existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {multiset, picture, plant, writeConfig} from './tree.ts'

interface Sorted {
  run: string | null
  moves: {from: string; to: string; state: string}[]
  left: {path: string; code: string}[]
  errors: {path: string}[]
}

interface Story {
  name: string
  files: Record<string, string>
  config?: object
  /** After the files were planted, before the crawl. */
  before?: (directory: string) => void
  /** After the crawl. */
  after?: (directory: string) => void | Promise<void>
  args?: string[]
  code?: number
  /** From and to of each move, below the directory. */
  moves: Record<string, string>
  /** Code of each file left, by its path below the directory. */
  left?: Record<string, string>
}

const TREES = {masters: ['m'], trees: ['a', 'b'], duplicates: 'd'}
const list =
  (...rows: [keep: boolean, path: string][]) =>
  (directory: string) =>
    writeFileSync(
      join(directory, 'list.csv'),
      [
        'group,keep,size,hash,path,reason',
        ...rows.map(([keep, path]) => `1,${keep},0,,${join(directory, path)},`),
        '',
      ].join('\n'),
    )

const STORIES: Story[] = [
  {
    name: 'keeps the tree below the target',
    files: {'m/x.jpg': 'x', 'a/2019/05/x.jpg': 'x', 'b/deep/er/x.jpg': 'x', 'b/only.jpg': 'only'},
    moves: {'a/2019/05/x.jpg': 'd/a/2019/05/x.jpg', 'b/deep/er/x.jpg': 'd/b/deep/er/x.jpg'},
  },
  {
    name: 'tells two trees of one name apart',
    files: {'m/x.jpg': 'x', 'p/photos/x.jpg': 'x', 'q/photos/x.jpg': 'x'},
    config: {...TREES, trees: ['p/photos', 'q/photos']},
    moves: {'p/photos/x.jpg': 'd/photos/x.jpg', 'q/photos/x.jpg': 'd/photos-2/x.jpg'},
  },
  {
    name: 'gives a taken name a suffix before its extension',
    files: {'m/x.jpg': 'x', 'a/x.jpg': 'x', 'd/a/x.jpg': 'other'},
    moves: {'a/x.jpg': 'd/a/x-2.jpg'},
  },
  {
    name: 'leaves packages and projects whole',
    files: {
      'm/x.jpg': 'x',
      'a/Photos.photoslibrary/x.jpg': 'x',
      'a/code/.git/HEAD': 'ref',
      'a/code/src/x.jpg': 'x',
      'a/web/node_modules/y/x.jpg': 'x',
    },
    moves: {},
    left: {
      'a/Photos.photoslibrary/x.jpg': 'package',
      'a/code/src/x.jpg': 'package',
      'a/web/node_modules/y/x.jpg': 'package',
    },
  },
  {
    name: 'knows a master behind a symbolic link',
    files: {'real/x.jpg': 'x', 'b/x.jpg': 'x'},
    config: {masters: ['link'], trees: ['real', 'b'], duplicates: 'd'},
    before: (directory) => symlinkSync('real', join(directory, 'link')),
    code: 2,
    moves: {},
  },
  {
    name: 'takes nothing out of a master that --master names through a symbolic link',
    files: {'real/x.jpg': 'x', 'b/x.jpg': 'x'},
    config: {trees: ['real', 'b'], duplicates: 'd'},
    before: (directory) => symlinkSync('real', join(directory, 'link')),
    args: ['--master', 'link'],
    moves: {'b/x.jpg': 'd/b/x.jpg'},
  },
  {
    name: 'leaves two names of one file alone',
    files: {'a/x.jpg': 'x'},
    before: (directory) => linkSync(join(directory, 'a/x.jpg'), join(directory, 'a/y.jpg')),
    moves: {},
  },
  {
    name: 'keeps one where one directory is named twice',
    files: {'a/x.jpg': 'x', 'a/sub/x.jpg': 'x'},
    args: ['a', './a', 'a/sub'],
    moves: {'a/x.jpg': 'd/a/x.jpg'},
  },
  {
    name: 'moves only what another tree holds with --across',
    files: {'a/x.jpg': 'x', 'a/x2.jpg': 'x', 'a/y.jpg': 'y', 'b/y.jpg': 'y'},
    args: ['--across'],
    moves: {'b/y.jpg': 'd/b/y.jpg'},
  },
  {
    name: 'moves only media with --types media',
    files: {'m/x.jpg': 'x', 'm/n.txt': 'n', 'a/x.jpg': 'x', 'a/n.txt': 'n'},
    args: ['--types', 'media'],
    moves: {'a/x.jpg': 'd/a/x.jpg'},
  },
  {
    name: 'never takes empty files for duplicates',
    files: {'m/e.jpg': '', 'a/e.jpg': ''},
    moves: {},
  },
  {
    name: 'leaves what changed since its crawl',
    files: {'m/x.jpg': 'x', 'a/x.jpg': 'x'},
    after: (directory) => writeFileSync(join(directory, 'a/x.jpg'), 'edited'),
    moves: {},
    left: {'a/x.jpg': 'changed'},
  },
  {
    name: 'leaves a file whose other copy was edited',
    files: {'m/x.jpg': 'x', 'a/x.jpg': 'x'},
    after: (directory) => writeFileSync(join(directory, 'm/x.jpg'), 'y'),
    moves: {},
    left: {'a/x.jpg': 'changed'},
  },
  {
    name: 'moves what an edited list says, and no more',
    files: {'a/x.jpg': 'x', 'b/x.jpg': 'x', 'b/x2.jpg': 'x'},
    after: list([false, 'a/x.jpg'], [true, 'b/x.jpg'], [true, 'b/x2.jpg']),
    args: ['--list', 'list.csv'],
    moves: {'a/x.jpg': 'd/a/x.jpg'},
  },
  {
    name: 'keeps a last copy, whatever a list says',
    files: {'a/x.jpg': 'x', 'b/x.jpg': 'x'},
    after: list([false, 'a/x.jpg'], [false, 'b/x.jpg']),
    args: ['--list', 'list.csv'],
    moves: {},
    left: {'a/x.jpg': 'last-copy', 'b/x.jpg': 'last-copy'},
  },
  {
    name: 'takes nothing out of a master, whatever a list says',
    files: {'m/x.jpg': 'x', 'a/x.jpg': 'x', 'b/only.jpg': 'only'},
    after: list([false, 'm/x.jpg'], [true, 'a/x.jpg'], [false, 'b/only.jpg']),
    args: ['--list', 'list.csv'],
    moves: {},
    left: {'m/x.jpg': 'excluded', 'b/only.jpg': 'last-copy'},
  },
  {
    name: 'moves what belongs together as one, and gives all of it one number',
    files: {
      'm/x.CR2': 'raw',
      'm/x.jpg': 'jpg',
      'm/x.xmp': 'xmp',
      'a/IMG.CR2': 'raw',
      'a/IMG.jpg': 'jpg',
      'a/IMG.CR2.xmp': 'xmp',
      'd/a/IMG.jpg': 'another',
    },
    moves: {
      'a/IMG.CR2': 'd/a/IMG-2.CR2',
      'a/IMG.jpg': 'd/a/IMG-2.jpg',
      'a/IMG.CR2.xmp': 'd/a/IMG-2.CR2.xmp',
    },
  },
  {
    name: 'leaves all that belongs to a file without another copy',
    files: {'m/x.jpg': 'x', 'a/x.jpg': 'x', 'a/x.xmp': 'my stars', 'b/x.jpg': 'x', 'b/x_edited.jpg': 'mine'},
    moves: {},
    left: {'a/x.jpg': 'last-copy', 'b/x.jpg': 'last-copy'},
  },
  {
    name: 'leaves all that belongs to a file that an edited list keeps',
    files: {'m/x.jpg': 'x', 'm/x.xmp': 'y', 'a/x.jpg': 'x', 'a/x.xmp': 'y', 'b/x.jpg': 'x', 'b/x.xmp': 'y'},
    after: list([false, 'a/x.jpg'], [true, 'a/x.xmp'], [false, 'b/x.jpg'], [false, 'b/x.xmp']),
    args: ['--list', 'list.csv'],
    moves: {'b/x.jpg': 'd/b/x.jpg', 'b/x.xmp': 'd/b/x.xmp'},
    left: {'a/x.jpg': 'held'},
  },
  {
    name: 'leaves a camcorder’s tree whole',
    files: {'m/x.MTS': 'x', 'a/PRIVATE/AVCHD/BDMV/STREAM/00001.MTS': 'x'},
    moves: {},
    left: {'a/PRIVATE/AVCHD/BDMV/STREAM/00001.MTS': 'package'},
  },
  {
    name: 'refuses a list with a nonsensical row as a whole',
    files: {'m/x.jpg': 'x', 'a/x.jpg': 'x'},
    after: (directory) => {
      const row = `1,false,1,00,${join(directory, 'a/x.jpg')},`
      writeFileSync(
        join(directory, 'list.csv'),
        `group,keep,size,hash,path,reason\n${row}\n1,perhaps,1,00,/x,\n`,
      )
    },
    args: ['--list', 'list.csv'],
    code: 2,
    moves: {},
  },
  {
    name: 'refuses a master that vanished',
    files: {'m/x.jpg': 'x', 'a/x.jpg': 'x'},
    after: async (directory) => {
      const {renameSync} = await import('node:fs')
      renameSync(join(directory, 'm'), join(directory, 'unmounted'))
      mkdirSync(join(directory, 'm'))
    },
    code: 2,
    moves: {},
  },
]

describe('sort, with the real program', () => {
  for (const {name, files, config = TREES, before, after, args = [], code = 0, moves, left = {}} of STORIES) {
    it(name, async () => {
      const directory = scratch()
      for (const tree of ['m', 'a', 'b']) mkdirSync(join(directory, tree))
      plant(directory, files)
      before?.(directory)
      writeConfig(directory, config)
      await mediastruct(['crawl'], {cwd: directory})
      await after?.(directory)
      const start = picture(directory)
      const contents = multiset(directory)
      const real = await mediastruct(['sort', ...args, '--json'], {cwd: directory})
      expect(real.code, real.stdout).to.equal(code)
      expect(multiset(directory)).to.deep.equal(contents)
      if (code === 2) return expect(picture(directory)).to.deep.equal(start)
      const below = (path: string) => path.slice(directory.length + 1)
      const sorted = real.json<Sorted>()
      const done = sorted.moves.filter(({state}) => state === 'done')
      expect(Object.fromEntries(done.map(({from, to}) => [below(from), below(to)]))).to.deep.equal(moves)
      expect(Object.fromEntries(sorted.left.map((entry) => [below(entry.path), entry.code]))).to.deep.equal(
        left,
      )
      for (const [from, to] of Object.entries(moves)) {
        expect(existsSync(join(directory, from)), from).to.equal(false)
        expect(readFileSync(join(directory, to), 'utf8'), basename(to)).to.equal(files[from])
      }
      // What undo gives back is the faults' business: here, of a few.
      if (Object.keys(moves).length < 2) return
      await mediastruct(['undo', sorted.run ?? ''], {cwd: directory})
      expect(picture(directory)).to.deep.equal(start)
    })
  }

  it('leaves nothing to read for the crawl that follows', async () => {
    const directory = scratch()
    plant(directory, {'m/x.jpg': 'x', 'a/x.jpg': 'x', 'a/y.jpg': 'y'})
    writeConfig(directory, {...TREES, trees: ['a', 'd']})
    mkdirSync(join(directory, 'd'))
    writeConfig(directory, {masters: ['m'], trees: ['a']})
    await mediastruct(['crawl'], {cwd: directory})
    await mediastruct(['sort', '--to', 'd'], {cwd: directory})
    const {json} = await mediastruct(['crawl', 'm', 'a', 'd', '--json'], {cwd: directory})
    const {roots} = json<{roots: {hashed: number; removed: number}[]}>()
    expect(roots.map(({hashed, removed}) => hashed + removed)).to.deep.equal([0, 0, 0])
  })
})
