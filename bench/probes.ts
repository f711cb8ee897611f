/** Contenders that show something else than time: what a kill costs, and how long the main thread is deaf. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout} from 'node:timers/promises'
import type {Contender, Place} from './case.ts'
import {freshCatalog, ours} from './contenders.ts'
import {ended, killSession, start} from './measure.ts'
import {bytesRead} from './proc.ts'
import type {TreeName} from './trees.ts'

const POLL_MS = 2

/** A crawl that goes on where another was killed half-way. */
export function interruptedCrawl(tree: TreeName): Contender {
  const command = (place: Place) => ours('crawl', place.tree.path, '--catalog', freshCatalog(place), '--json')
  return {
    name: tree,
    tree,
    async setUp(place) {
      writeFileSync(ownReading(place), String(await readingOfItsOwn(place)))
    },
    async prepare(place) {
      const own = Number(readFileSync(ownReading(place), 'utf8'))
      const child = start(command(place), {...place, keepStdout: false})
      const end = ended(child)
      const read = (await killedAt(child.pid ?? 0, own + place.tree.bytes / 2)) - own
      if ((await end) !== 'SIGKILL') throw new Error('the crawl was over before it could be killed')
      writeFileSync(readBefore(place), String(read))
    },
    command,
    keepStdout: true,
    figures: (place) => ({repeated: shareRepeated(place)}),
  }
}

const ownReading = ({kept}: Place) => join(kept, 'own-reading')
const readBefore = ({scratch}: Place) => join(scratch, 'read-before')

/** Bytes that the program reads for itself, modules above all: once a child was waited for, the kernel counts them as ours. */
async function readingOfItsOwn(place: Place): Promise<number> {
  const nothing = join(place.kept, 'nothing')
  mkdirSync(nothing)
  const crawl = ours('crawl', nothing, '--catalog', join(place.kept, 'nothing.db'))
  // The first run also fills the compile cache.
  await place.run(crawl)
  const before = bytesRead(process.pid)
  await place.run(crawl)
  return bytesRead(process.pid) - before
}

/** Held still for the moment of counting. @returns the bytes that it had read */
async function killedAt(pid: number, bytes: number): Promise<number> {
  let read = bytesRead(pid)
  for (; read > 0 && read < bytes; read = bytesRead(pid)) await setTimeout(POLL_MS)
  if (read > 0) process.kill(pid, 'SIGSTOP')
  const last = bytesRead(pid)
  killSession(pid)
  return last
}

interface CrawlDocument {
  roots: {hashedBytes: number}[]
}

function shareRepeated(place: Place): number {
  const before = Number(readFileSync(readBefore(place), 'utf8'))
  const {roots}: CrawlDocument = JSON.parse(readFileSync(join(place.scratch, 'stdout'), 'utf8'))
  const after = roots.reduce((sum, {hashedBytes}) => sum + hashedBytes, 0)
  return Math.max(0, before + after - place.tree.bytes) / place.tree.bytes
}

const PRELOAD = new URL('./preload/longest-gap.ts', import.meta.url).href

/** The same contender, watched: what it costs to watch is counted, too. */
export function withGaps(contender: Contender): Contender {
  const file = ({scratch}: Place) => join(scratch, 'gap.json')
  return {
    ...contender,
    command(place) {
      const {args, ...command} = contender.command(place)
      return {...command, args: ['--import', PRELOAD, ...args], env: {LONGEST_GAP: file(place)}}
    },
    figures(place) {
      const {gapMs, atMs}: {gapMs: number; atMs: number} = JSON.parse(readFileSync(file(place), 'utf8'))
      return {gap: gapMs / 1000, gapAt: atMs / 1000}
    },
  }
}
