/** Masters don't change: inode, times, mode, links and bytes of all they hold, whatever way leads into them. */
import {linkSync, mkdirSync, renameSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {census, fingerprint, lost} from '../faults/census.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {editLines} from '../support/tampered-plan.ts'
import {plant, writeConfig} from './tree.ts'

const FILES = {
  'm/2019/x.jpg': 'x',
  'm/2019/y.jpg': 'y',
  'm/only.jpg': 'only in the master',
  'a/x.jpg': 'x',
  'a/y.jpg': 'y',
  'b/x.jpg': 'x',
  'drop/IMG_20190102_030405.jpg': 'new',
  'drop/IMG_20190203_111213.jpg': 'x',
}
const CONFIG = {masters: ['m'], trees: ['a', 'b'], duplicates: 'd'}

interface Attack {
  name: string
  config?: object | string
  before?: (directory: string) => void
  /** Run one after the other; whatever they answer, the master stays. */
  commands: string[][]
  /** Between the last command but one and the last. */
  tamper?: (directory: string) => void
  /** Files below the directory that must be gone from there: the honest part is done all the same. */
  moved?: string[]
}

const policy = (body: string) => `export default {
  masters: ['m'], trees: ['a', 'b', 'm'], duplicates: 'd', library: 'lib', ${body}
}`
const PLAN = ['sort', 'a', 'b', '--plan', 'plan.ndjson']

const ATTACKS: Attack[] = [
  {name: 'that is sorted', commands: [['sort', 'm', 'a']], moved: ['a/x.jpg', 'a/y.jpg']},
  {
    name: 'around which a tree lies that is sorted, the duplicates in it',
    commands: [
      ['crawl', '.'],
      ['sort', '.'],
    ],
  },
  {
    name: 'around which a tree lies that is sorted',
    config: {...CONFIG, masters: ['b/m']},
    before: (directory) => {
      renameSync(join(directory, 'm'), join(directory, 'b/m'))
      symlinkSync('b/m', join(directory, 'm'))
    },
    commands: [['crawl'], ['sort', 'a', 'b']],
    moved: ['a/x.jpg', 'b/x.jpg'],
  },
  {
    name: 'of which a part is sorted',
    commands: [
      ['crawl', 'm/2019'],
      ['sort', 'm/2019'],
    ],
  },
  {name: 'that is the target of a sort', commands: [['sort', 'a', '--to', 'm']]},
  {name: 'in which the target of a sort lies', commands: [['sort', 'a', '--to', 'm/duplicates']]},
  {
    name: 'in which the duplicates of the config lie',
    config: {...CONFIG, duplicates: 'm/d'},
    commands: [['sort']],
  },
  {
    name: 'that is another tree by a symbolic link',
    before: (directory) => symlinkSync('m', join(directory, 'link')),
    commands: [
      ['crawl', 'link'],
      ['sort', 'link', 'a'],
    ],
    moved: ['a/x.jpg'],
  },
  {
    name: 'that is named by a chain of symbolic links',
    config: {trees: ['a', 'm'], duplicates: 'd'},
    before: (directory) => {
      symlinkSync('m', join(directory, 'one'))
      symlinkSync('one', join(directory, 'two'))
    },
    commands: [['sort', '--master', 'two']],
    moved: ['a/x.jpg'],
  },
  {
    name: 'of which a directory is a tree by a symbolic link',
    before: (directory) => symlinkSync('m/2019', join(directory, 'year')),
    commands: [
      ['crawl', 'year'],
      ['sort', 'year', 'b'],
    ],
    moved: ['b/x.jpg'],
  },
  {name: 'that is a drop', commands: [['ingest', 'm', '--to', 'lib', '--undated', 'lib/undated']]},
  {
    name: 'of which a part is a drop',
    commands: [['ingest', 'm/2019', '--to', 'lib', '--date-from', 'mtime']],
  },
  {
    name: 'around which a drop lies',
    commands: [['ingest', '.', '--to', '/tmp/nowhere/lib', '--date-from', 'mtime', '--dry-run']],
  },
  {name: 'that is a library', commands: [['ingest', 'drop', '--to', 'm']]},
  {
    name: 'into which a link in the library leads',
    before: (directory) => {
      mkdirSync(join(directory, 'lib'))
      symlinkSync('../m', join(directory, 'lib/2019'))
    },
    commands: [['ingest', 'drop', '--to', 'lib']],
  },
  {
    name: 'that is archived elsewhere',
    commands: [['archive', 'm', '--to', 'elsewhere', '--medium', 'dvd-r', '--all']],
  },
  {
    name: 'that holds other names of the files that are sorted',
    before: (directory) => {
      for (const tree of ['a', 'b'])
        linkSync(join(directory, 'm/only.jpg'), join(directory, tree, 'linked.jpg'))
    },
    commands: [['crawl'], ['sort']],
    moved: ['a/x.jpg'],
  },
  {
    name: 'that an edited plan takes files out of',
    commands: [PLAN, ['apply', 'plan.ndjson']],
    tamper: (directory) => takenFrom(directory, 'm/2019/x.jpg'),
  },
  {
    name: 'that an edited plan no longer calls one',
    commands: [PLAN, ['apply', 'plan.ndjson']],
    tamper: (directory) => {
      takenFrom(directory, 'm/2019/x.jpg')
      editLines(join(directory, 'plan.ndjson'), (line) => ('masters' in line ? {...line, masters: []} : line))
    },
  },
  {
    name: 'that an edited plan reaches by way of ..',
    commands: [PLAN, ['apply', 'plan.ndjson']],
    tamper: (directory) => takenFrom(directory, 'a/../m/2019/x.jpg'),
  },
  {
    name: 'that an edited plan reaches by way of a link',
    before: (directory) => symlinkSync('../m', join(directory, 'a/way')),
    commands: [PLAN, ['apply', 'plan.ndjson']],
    tamper: (directory) => takenFrom(directory, 'a/way/2019/x.jpg'),
  },
  {
    name: 'that an edited plan moves files into',
    commands: [PLAN, ['apply', 'plan.ndjson']],
    tamper: (directory) =>
      editMoves(directory, (move, number) => ({...move, to: join(directory, `m/2019/new-${number}.jpg`)})),
  },
  {
    name: 'in whose place a planned source comes to lie',
    commands: [PLAN, ['apply', 'plan.ndjson']],
    tamper: (directory) => {
      renameSync(join(directory, 'a'), join(directory, 'was-a'))
      symlinkSync('m/2019', join(directory, 'a'))
    },
  },
  {
    name: 'into which a planned target comes to lead',
    commands: [PLAN, ['apply', 'plan.ndjson']],
    tamper: (directory) => symlinkSync('m', join(directory, 'd')),
  },
  {
    name: 'that an edited journal takes files out of',
    commands: [['sort'], ['undo', '--journal', 'journal.ndjson']],
    tamper: (directory) =>
      writeJournal(directory, {from: join(directory, 'a/gone.jpg'), to: join(directory, 'm/2019/x.jpg')}),
  },
  {
    name: 'that an edited journal moves files into',
    commands: [['sort'], ['undo', '--journal', 'journal.ndjson']],
    tamper: (directory) =>
      writeJournal(directory, {from: join(directory, 'm/2019/gone.jpg'), to: join(directory, 'd/a/x.jpg')}),
  },
  {
    name: 'that a list calls superfluous',
    before: (directory) =>
      writeFileSync(
        join(directory, 'list.csv'),
        [
          'group,keep,size,hash,path,reason',
          ...['m/2019/x.jpg', 'm/only.jpg'].map((path) => `1,false,1,,${join(directory, path)},`),
        ]
          .concat(`1,true,1,,${join(directory, 'a/x.jpg')},`, '')
          .join('\n'),
      ),
    commands: [['sort', '--list', 'list.csv']],
  },
  {
    name: 'that a dedupe policy calls superfluous',
    config: policy(
      'dedupe: (group) => ({keep: group.files.filter((file) => !file.master).map((file) => file.path), reason: "mine"})',
    ),
    commands: [['sort']],
  },
  {
    name: 'into which a rename strategy leads',
    config: policy('rename: () => "../../../m/2019/x"'),
    commands: [['ingest', 'drop', '--to', 'lib']],
  },
  {
    name: 'into which a folder strategy leads',
    config: policy('folder: () => "../m/2019"'),
    commands: [['ingest', 'drop', '--to', 'lib']],
  },
  {
    name: 'next to which emptied directories are pruned',
    before: (directory) => mkdirSync(join(directory, 'm/empty')),
    commands: [['sort', '--prune-empty']],
    moved: ['a/x.jpg', 'a/y.jpg', 'b/x.jpg'],
  },
]

describe('a master', () => {
  for (const {name, config = CONFIG, before, commands, tamper, moved = []} of ATTACKS) {
    it(`${name} stays as it is`, async () => {
      const directory = scratch()
      plant(directory, FILES)
      before?.(directory)
      if (typeof config === 'string') await trusted(directory, config)
      else writeConfig(directory, config)
      const start = census(directory)
      const master = fingerprint(join(directory, 'm'))
      await mediastruct(['crawl', 'm', 'a', 'b'], {cwd: directory})
      for (const [index, args] of commands.entries()) {
        if (index > 0 && index === commands.length - 1) tamper?.(directory)
        const {code, stderr} = await mediastruct(args, {cwd: directory})
        expect(code, stderr).to.be.oneOf([0, 1, 2])
      }
      expect(fingerprint(join(directory, 'm'))).to.deep.equal(master)
      expect(lost(start, census(directory))).to.deep.equal([])
      const there = census(directory).map(({path}) => path)
      for (const path of moved) expect(there).to.not.include(path)
    })
  }
})

async function trusted(directory: string, config: string): Promise<void> {
  const file = join(directory, 'mediastruct.config.js')
  writeFileSync(file, config)
  const {code} = await mediastruct(['config', 'trust', file], {cwd: directory})
  expect(code).to.equal(0)
}

function editMoves(directory: string, edit: (move: Record<string, unknown>, number: number) => object): void {
  let number = 0
  editLines(join(directory, 'plan.ndjson'), (line) => ('from' in line ? edit(line, number++) : line))
  expect(number, 'moves that were edited').to.be.above(0)
}

/** Every move of the plan takes this file instead of its own. */
function takenFrom(directory: string, path: string): void {
  editMoves(directory, (move) => ({
    ...move,
    from: `${directory}/${path}`,
    keeper: join(directory, 'b/x.jpg'),
  }))
}

/** A journal that tells of one move that never was. */
function writeJournal(directory: string, {from, to}: {from: string; to: string}): void {
  const header = {
    schema: 'mediastruct/journal@1',
    run: '01ZZZZZZZZZZZZZZZZZZZZZZZZ',
    command: 'sort',
    target: join(directory, 'd'),
    masters: [],
    algorithm: 'blake3',
  }
  const file = census(directory).find(({path}) => join(directory, path) === to)
  const move = {
    seq: 1,
    from,
    to,
    size: file?.size,
    mtimeNs: String(file?.mtimeNs),
    reason: 'none',
    algorithm: 'blake3',
  }
  const intent = {...move, step: 'intent', blake3: '00', hash: '00'}
  const lines = [header, intent, {seq: 1, step: 'done'}].map((line) => JSON.stringify(line))
  writeFileSync(join(directory, 'journal.ndjson'), `${lines.join('\n')}\n`)
}
