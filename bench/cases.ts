/** The table of what is measured. A row more is a case more. */
import {bareOclif} from './bare-oclif.ts'
import type {Case, Contender, Goal} from './case.ts'
import {
  b3sum,
  CORES,
  candidatesAndDupes,
  crawlAgain,
  dupesFromIndex,
  exiftool,
  firstCrawl,
  ingest,
  mvLoop,
  ours,
  rsync,
  sort,
  tool,
  US,
} from './contenders.ts'
import {interruptedCrawl, withGaps} from './probes.ts'
import type {TreeName} from './trees.ts'
import {ofMillion, packerGoals, packers} from './volumes.ts'

const MANY = 5
/** Of cases that take minutes a round. */
const FEW = 3

const EACH_CORE = `xargs -P${CORES} b3sum`
const FIND = ['-printf', '%p %s %T@\\n']

export const CASES: readonly Case[] = [
  ...['--version', '--help'].map(startUp),
  {
    name: 'crawl-big',
    about: 'first crawl of few big files',
    rounds: MANY,
    contenders: [
      firstCrawl('big'),
      b3sum('big', EACH_CORE, {xargs: `-P${CORES} -n10`}),
      b3sum('big', `${EACH_CORE} --no-mmap`, {xargs: `-P${CORES} -n10`, b3sum: '--no-mmap'}),
      b3sum('big', 'xargs b3sum', {xargs: ''}),
    ],
    goals: [wall(US, [EACH_CORE, `${EACH_CORE} --no-mmap`, 'xargs b3sum'], 1.25, 1)],
  },
  {
    name: 'crawl-small',
    about: 'first crawl of many small files',
    rounds: MANY,
    contenders: [firstCrawl('small'), b3sum('small', EACH_CORE, {xargs: `-P${CORES}`})],
    goals: [wall(US, [EACH_CORE], 1.7, 1.2)],
  },
  {
    name: 'interrupted',
    about: 'a crawl that goes on after a SIGKILL at half of the bytes',
    rounds: MANY,
    contenders: [interruptedCrawl('small'), interruptedCrawl('photos')],
    goals: ['small', 'photos'].map((of) => ({figure: 'repeated', of, atMost: 0.05})),
  },
  {
    name: 'crawl-photos',
    about: 'first crawl of photos',
    rounds: MANY,
    contenders: [firstCrawl('photos'), tool('hashdeep', 'photos', '-r', '-c', 'sha256')],
    goals: [wall(US, ['hashdeep'], 0.35, 0.2)],
  },
  duplicates('photos', {
    rounds: MANY,
    fromIndex: {atMost: 0.7, beyond: 0.5},
    fromNothing: {atMost: 1.7, beyond: 1.3},
  }),
  duplicates('photos-200k', {
    rounds: FEW,
    fromIndex: {atMost: 0.25, beyond: 0.15},
    fromNothing: {atMost: 1, beyond: 0.8},
  }),
  {
    name: 'ingest',
    about: 'JPEGs with EXIF from a drop into date folders, durable',
    rounds: MANY,
    contenders: [ingest('jpegs'), exiftool('jpegs')],
    goals: [wall(US, ['exiftool'], 0.2, 0.1)],
  },
  {
    name: 'sort',
    about: 'duplicates of what a master holds, moved on one file system, durable',
    rounds: MANY,
    contenders: [sort('duplicates'), rsync('duplicates'), mvLoop('duplicates')],
    goals: [wall(US, ['rsync'], 0.8, 0.5), {figure: 'wall', of: US, against: ['mv']}],
  },
  {
    name: 'crawl-deep',
    about: 'first crawl of a deep path',
    rounds: MANY,
    contenders: [firstCrawl('deep'), b3sum('deep', EACH_CORE, {xargs: `-P${CORES}`})],
    goals: [{figure: 'wall', of: US, against: [EACH_CORE]}],
  },
  {
    name: 'crawl-flat',
    about: 'first crawl of one directory with very many files',
    rounds: FEW,
    contenders: [firstCrawl('flat'), b3sum('flat', EACH_CORE, {xargs: `-P${CORES}`})],
    goals: [{figure: 'wall', of: US, against: [EACH_CORE]}],
  },
  {
    name: 'again-flat',
    about: 'the same again, nothing changed',
    rounds: MANY,
    contenders: [crawlAgain('flat'), tool('find', 'flat', 'TREE', ...FIND)],
    goals: [{figure: 'wall', of: US, against: ['find']}],
  },
  {
    name: 'again-million',
    about: 'a million files crawled again, nothing changed',
    rounds: MANY,
    contenders: [crawlAgain('million'), tool('find', 'million', 'TREE', ...FIND)],
    goals: [wall(US, ['find'], 1.25, 1)],
  },
  gaps([
    firstCrawl('photos', 'crawl photos'),
    dupesFromIndex('photos', 'dupes photos'),
    firstCrawl('flat', 'crawl flat'),
    crawlAgain('flat', 'again flat'),
    firstCrawl('million', 'crawl million'),
    crawlAgain('million', 'again million'),
  ]),
  {
    name: 'pack',
    about: 'volumes of 25 GB from whole days, ten seeds each, above the lower bound of Martello and Toth',
    rounds: 1,
    contenders: packers,
    goals: packerGoals,
  },
  {
    name: 'plan-million',
    about:
      'volumes planned for a million files in ten thousand folders, beside reading them from the catalog',
    rounds: MANY,
    contenders: [ofMillion('plan'), ofMillion('read')],
    goals: [{figure: 'cpu', of: 'plan', against: ['read'], atMost: 2}],
  },
  growth('growth', 'first crawl', firstCrawl),
  growth('growth-again', 'crawl again', crawlAgain),
]

function wall(of: string, against: readonly string[], atMost: number, beyond?: number): Goal {
  return {figure: 'wall', of, against, atMost, ...(beyond === undefined ? {} : {beyond})}
}

function startUp(option: string): Case {
  const bare = {bare: 'bare oclif', cached: 'bare oclif, compile cache'}
  return {
    name: option.slice(2),
    about: `${option}, beside a program on oclif that can do nothing`,
    rounds: 15,
    contenders: [
      {name: US, tree: undefined, command: () => ours(option)},
      bareOclif(bare.bare, {cached: false, args: [option]}),
      bareOclif(bare.cached, {cached: true, args: [option]}),
    ],
    goals: [wall(US, [bare.bare], 1.2, 1), {figure: 'wall', of: US, against: [bare.cached]}],
  }
}

interface DuplicateGoals {
  rounds: number
  fromIndex: {atMost: number; beyond: number}
  fromNothing: {atMost: number; beyond: number}
}

/** The peers' lists go where their format takes them; none of them changes a file. */
function duplicates(tree: TreeName, {rounds, fromIndex, fromNothing}: DuplicateGoals): Case {
  const [index, nothing] = [`${US}, from the index`, `${US}, from nothing`]
  const others = ['fdupes', 'rmlint', 'rdfind']
  return {
    name: `dupes-${tree}`,
    about:
      'all groups of duplicates: from a crawled index, and from nothing (crawl --candidates, then dupes)',
    rounds,
    contenders: [
      dupesFromIndex(tree, index),
      candidatesAndDupes(tree, nothing),
      tool('jdupes', tree, '-r', '-q'),
      tool('fdupes', tree, '-r', '-n', '-q'),
      tool('rmlint', tree, '-T', 'duplicates', '-o', 'fdupes:stdout', '--no-with-color'),
      tool('rdfind', tree, '-outputname', 'results.txt'),
    ],
    goals: [
      wall(index, ['jdupes'], fromIndex.atMost, fromIndex.beyond),
      wall(nothing, ['jdupes'], fromNothing.atMost, fromNothing.beyond),
      ...others.map((other) => wall(nothing, [other], 1)),
    ],
  }
}

function gaps(contenders: readonly Contender[]): Case {
  return {
    name: 'gaps',
    about: 'the longest time for which the main thread does nothing else',
    rounds: FEW,
    contenders: contenders.map(withGaps),
    goals: contenders.map(({name}) => ({figure: 'gap', of: name, atMost: 0.1})),
  }
}

type Crawl = (tree: TreeName, name: string) => Contender

function growth(name: string, verb: string, crawl: Crawl): Case {
  const [quarter, one, four] = ['0.25 million', '1 million', '4 million'] as const
  return {
    name,
    about: `${verb}: what time and memory do while the files grow by four and four again`,
    rounds: FEW,
    contenders: [crawl('quarter-million', quarter), crawl('million', one), crawl('million-4', four)],
    goals: [
      wall(one, [quarter], 4.6),
      wall(four, [one], 4.6),
      {figure: 'memory', of: one, atMost: 350e6},
      {figure: 'memory', of: four, against: [one], atMost: 1.3},
    ],
  }
}
