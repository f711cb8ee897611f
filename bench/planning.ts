/**
 * What is counted of planning volumes, without start-up and without a file system:
 *   node bench/planning.ts plant CATALOG SCALE     a catalog of a million files in ten thousand dated folders
 *   node bench/planning.ts read CATALOG            goes through its files
 *   node bench/planning.ts plan CATALOG            goes through them, and plans volumes
 *   node bench/planning.ts pack ORDER MEDIAN DAYS  packs days of a median size, from ten seeds; says the volumes per lower bound
 */
import {createHash} from 'node:crypto'
import type {Host, PlanSink} from 'mediastruct'
import {lowerBoundL2} from '../plugins/archiver/src/packing/lower-bound.ts'
import {parseOrder} from '../plugins/archiver/src/packing/order.ts'
import {pack} from '../plugins/archiver/src/packing/pack.ts'
import {planArchive} from '../plugins/archiver/src/plan.ts'
import {TARGETS} from '../plugins/bluray/src/targets.ts'
import {withIndexesLast, withoutWaiting} from '../src/catalog/bulk.ts'
import {Catalog} from '../src/catalog/catalog.ts'
import {fromText} from '../src/paths/bytes.ts'
import {Trees} from '../src/trees.ts'
import {logNormal, numbersFrom} from './random.ts'

const LIBRARY = fromText('/library')
const ARCHIVE = fromText('/archive')
const FOLDERS = 10_000
const FILES_PER_FOLDER = 100
const SEEDS = 10
/** Of the logarithm of a day's size: what gives the figures that people's days gave. */
const SPREAD = 1.1

const target = TARGETS.find(({name}) => name === 'bd-r-25')
if (!target) throw new Error('there is no bd-r-25')
const disc = target

async function plant(file: string, scale: number): Promise<void> {
  const next = numbersFrom(1)
  const catalog = Catalog.open(file, 'write')
  const here = async (statements: string) => catalog.db.exec(statements)
  await withoutWaiting(catalog.db, () =>
    withIndexesLast(catalog.db, here, async () => {
      for (let folder = 0; folder < FOLDERS * scale; folder++)
        catalog.transaction(() => {
          const bytes = dayBytes(next, 2e9)
          for (let number = 0; number < FILES_PER_FOLDER; number++) plantFile(catalog, folder, number, bytes)
        })
    }),
  )
  catalog.close()
}

function plantFile(catalog: Catalog, folder: number, number: number, folderBytes: number): void {
  const date = dayOf(folder)
  const name = `${date.replaceAll('-', '')}_${String(number).padStart(6, '0')}.jpg`
  const path = fromText(`${LIBRARY}/${date.slice(0, 4)}/${date}/${name}`)
  catalog.put({
    path,
    size: Math.ceil(folderBytes / FILES_PER_FOLDER),
    mtimeNs: 1n,
    ctimeNs: 1n,
    inode: BigInt(folder * FILES_PER_FOLDER + number),
    hash: createHash('sha256').update(path).digest('hex'),
    algorithm: 'blake3',
    original: undefined,
    offline: false,
  })
}

function read(file: string): void {
  const catalog = Catalog.open(file, 'read')
  let bytes = 0
  for (const {size} of catalog.filesUnder(LIBRARY)) bytes += size
  say({bytes})
  catalog.close()
}

async function plan(file: string): Promise<void> {
  const catalog = Catalog.open(file, 'read')
  let moves = 0
  const sink: PlanSink = {
    move: () => void moves++,
    left: ({path, reason}) => fail(`${path}: ${reason}`),
    failure: ({path, message}) => fail(`${path}: ${message}`),
    notice: () => undefined,
  }
  const trees = new Trees()
  const host = {settings: {drop: [], duplicates: undefined}, trees} as unknown as Host
  const {volumes} = await planArchive(
    {
      ...{catalog, host, archive: ARCHIVE, target: disc, label: 'MS', reserveBytes: 0},
      sources: [{path: LIBRARY, base: LIBRARY, tree: LIBRARY}],
      order: parseOrder('window:3'),
      ...{all: false, before: undefined, since: undefined},
    },
    sink,
  )
  say({moves, volumes: volumes.length})
  catalog.close()
}

function packDays(order: string, medianBytes: number, days: number): void {
  let [volumes, bounds] = [0, 0]
  const capacitySectors = disc.capacityBytes / disc.sectorBytes
  for (let seed = 1; seed <= SEEDS; seed++) {
    const next = numbersFrom(seed)
    const units = Array.from({length: days}, (_, index) => {
      const [first, sectors] = [dayOf(index), Math.ceil(dayBytes(next, medianBytes) / disc.sectorBytes)]
      return {folder: fromText(first), dates: {first, last: first}, files: [], folderSectors: 0, sectors}
    })
    volumes += pack(units, {capacitySectors, order: parseOrder(order)}).volumes.length
    bounds += lowerBoundL2(
      units.map(({sectors}) => sectors),
      capacitySectors,
    )
  }
  say({volumes: volumes / SEEDS, lowerBound: bounds / SEEDS, above: volumes / bounds - 1})
}

/** One that is larger than a disc is drawn anew. */
function dayBytes(next: () => number, medianBytes: number): number {
  for (;;) {
    const bytes = logNormal(next, medianBytes, SPREAD, Number.MAX_SAFE_INTEGER)
    if (bytes <= disc.capacityBytes) return bytes
  }
}

function dayOf(index: number): string {
  return new Date(Date.UTC(1995, 0, 1 + index)).toISOString().slice(0, 'yyyy-mm-dd'.length)
}

function say(figures: object): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}

function fail(message: string): never {
  throw new Error(message)
}

const [what, first = '', second = '', third = ''] = process.argv.slice(2)
if (what === 'plant') await plant(first, Number(second))
else if (what === 'read') read(first)
else if (what === 'plan') await plan(first)
else if (what === 'pack') packDays(first, Number(second), Number(third))
else fail('plant, read, plan or pack')
