/** Those who run: our commands as a user types them, and the peers with the flags that make them do the same. */
import {mkdirSync, readdirSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {Contender, Place} from './case.ts'
import type {Command} from './measure.ts'
import type {Peer} from './peers.ts'
import type {TreeName} from './trees.ts'

export const PROGRAM = fileURLToPath(new URL('../bin/run.js', import.meta.url))
export const US = 'mediastruct'

export function ours(...args: readonly string[]): Command {
  return {file: process.execPath, args: [PROGRAM, ...args]}
}

function shell(script: string, ...args: readonly string[]): Command {
  return {file: 'sh', args: ['-c', script, 'sh', ...args]}
}

/** The catalog is new in each round. */
export function firstCrawl(tree: TreeName, name = US): Contender {
  return {name, tree, command: (place) => crawl(place, freshCatalog(place))}
}

/** Nothing changed since the crawl that filled the catalog. */
export function crawlAgain(tree: TreeName, name = US): Contender {
  return {
    name,
    tree,
    setUp: (place) => place.run(crawl(place, keptCatalog(place))),
    command: (place) => crawl(place, keptCatalog(place)),
  }
}

export function dupesFromIndex(tree: TreeName, name: string): Contender {
  return {
    name,
    tree,
    setUp: (place) => place.run(crawl(place, keptCatalog(place))),
    command: (place) => ours('dupes', place.tree.path, '--catalog', keptCatalog(place), '--format', 'fdupes'),
  }
}

/** Two commands after another, from nothing to the list. */
export function candidatesAndDupes(tree: TreeName, name: string): Contender {
  const script =
    '"$1" "$2" crawl "$3" --candidates --catalog "$4" && "$1" "$2" dupes "$3" --catalog "$4" --format fdupes'
  return {
    name,
    tree,
    command: (place) => shell(script, process.execPath, PROGRAM, place.tree.path, freshCatalog(place)),
  }
}

/** Files in the drop, all of which have to leave it. */
export function ingest(tree: TreeName): Contender {
  return mover(US, tree, ({scratch}) =>
    ours(
      'ingest',
      join(scratch, 'from'),
      '--to',
      join(scratch, 'to'),
      '--catalog',
      join(scratch, 'catalog.db'),
    ),
  )
}

/** The tree was crawled just before, as `sort` never crawls. */
export function sort(tree: TreeName): Contender {
  const master = (place: Place) => join(place.tree.path, 'master')
  const from = ({scratch}: Place) => join(scratch, 'from')
  const contender = mover(
    US,
    tree,
    (place) =>
      ours(
        ...['sort', from(place), '--master', master(place)],
        ...['--to', join(place.scratch, 'to'), '--catalog', freshCatalog(place)],
      ),
    'tree',
  )
  const prepare = async (place: Place) => {
    await contender.prepare?.(place)
    await place.run(ours('crawl', master(place), from(place), '--catalog', freshCatalog(place)))
  }
  return {...contender, prepare}
}

export function exiftool(tree: TreeName): Contender {
  const names = ({scratch}: Place) => join(scratch, 'to', '%Y', '%Y-%m-%d', '%Y%m%d_%H%M%S%%-c.%%e')
  return peerMover('exiftool', tree, (place) => ({
    file: 'exiftool',
    args: ['-q', '-r', '-FileName<DateTimeOriginal', '-d', names(place), join(place.scratch, 'from')],
  }))
}

export function rsync(tree: TreeName): Contender {
  return peerMover(
    'rsync',
    tree,
    ({scratch}) => ({
      file: 'rsync',
      args: ['-a', '--remove-source-files', `${join(scratch, 'from')}/`, `${join(scratch, 'to')}/`],
    }),
    'tree',
  )
}

/** What a person's own script does: one `mv` a file. It proves and flushes nothing. */
export function mvLoop(tree: TreeName): Contender {
  const script =
    'cd "$1" && for d in */; do mkdir -p "$2/$d"; for f in "$d"*; do mv -- "$f" "$2/$d" || exit; done; done'
  const command = ({scratch}: Place) => shell(script, join(scratch, 'from'), join(scratch, 'to'))
  return peerMover('mv', tree, command, 'tree')
}

export const CORES = availableParallelism()

/** @param options of xargs and b3sum */
export function b3sum(tree: TreeName, name: string, options: {xargs: string; b3sum?: string}): Contender {
  const script = `find "$1" -type f -print0 | xargs -0 ${options.xargs} b3sum ${options.b3sum ?? ''}`
  return peer('b3sum', tree, (path) => shell(script, path), name)
}

/** @param args come before the tree, or around it where they name it as `TREE` */
export function tool(name: Peer, tree: TreeName, ...args: readonly string[]): Contender {
  const words = args.includes('TREE') ? args : [...args, 'TREE']
  return peer(name, tree, (path) => ({
    file: name,
    args: words.map((word) => (word === 'TREE' ? path : word)),
  }))
}

function peer(
  peer: Peer,
  tree: TreeName,
  command: (path: string) => Command,
  name: string = peer,
): Contender {
  return {name, peer, tree, command: (place) => command(place.tree.path)}
}

function peerMover(peer: Peer, tree: TreeName, command: Contender['command'], part = ''): Contender {
  return {...mover(peer, tree, command, part), peer}
}

/** Takes all files out of `from`, a fresh copy of a part of the tree each time (links would share one file), into `to`. */
function mover(name: string, tree: TreeName, command: Contender['command'], part = ''): Contender {
  return {
    name,
    tree,
    async prepare(place) {
      const from = join(place.scratch, 'from')
      await place.run({file: 'cp', args: ['-a', '--reflink=never', join(place.tree.path, part), from]})
      mkdirSync(join(place.scratch, 'to'))
    },
    command,
    figures: ({scratch}) => assertEmptied(join(scratch, 'from')),
  }
}

function assertEmptied(directory: string): undefined {
  const left = readdirSync(directory, {recursive: true, withFileTypes: true}).filter((one) => one.isFile())
  if (left.length > 0) throw new Error(`${left.length} files were not moved, such as ${left[0]?.name}`)
}

function crawl({tree}: Place, catalog: string): Command {
  return ours('crawl', tree.path, '--catalog', catalog)
}

export function freshCatalog({scratch}: Place): string {
  return join(scratch, 'catalog.db')
}

function keptCatalog({kept}: Place): string {
  return join(kept, 'catalog.db')
}
