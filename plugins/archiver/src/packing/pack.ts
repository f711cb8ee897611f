/**
 * Puts date folders into volumes. A folder stays whole unless it alone is larger than a volume; an asset stays
 * whole always.
 */
import {lowerBoundL2} from './lower-bound.ts'
import type {PackedUnit, PackedVolume, PackFile, Packing, PackOptions, PackUnit, Unpackable} from './model.ts'
import {groupsOf, splitUnit} from './split.ts'

/** A volume being filled. */
interface Bin<File extends PackFile> {
  readonly id: string | undefined
  usedSectors: number
  readonly contents: PackedUnit<File>[]
}

export function pack<File extends PackFile>(
  units: readonly PackUnit<File>[],
  options: PackOptions,
): Packing<File> {
  const {capacitySectors, order, openVolume} = options
  const chronological = [...units].sort(byDate)
  const unpackable: Unpackable<File>[] = []
  const items = chronological.flatMap((unit) => splitUnit(unit, capacitySectors, unpackable))

  const bins: Bin<File>[] = []
  if (openVolume) bins.push({id: openVolume.id, usedSectors: openVolume.usedSectors, contents: []})
  if (order.kind === 'free') firstFitDecreasing(items, bins, capacitySectors)
  else slidingWindow(items, bins, capacitySectors, order.kind === 'strict' ? 1 : order.size)

  return {
    volumes: bins.filter(({contents}) => contents.length > 0),
    unpackable,
    lowerBound: lowerBoundL2(indivisibleWeights(chronological, capacitySectors), capacitySectors),
  }
}

/**
 * Each item goes into the fullest of the open volumes that has room for it; where none has, the fullest is closed once
 * `size` are open, and a new one is opened (J. Csirik, D. S. Johnson, "Bounded space on-line bin packing: best is
 * better than first", Algorithmica 31, 2001). Volumes are opened in the order of dates, so their first dates ascend.
 * A window of one is strict order.
 */
function slidingWindow<File extends PackFile>(
  items: readonly PackedUnit<File>[],
  bins: Bin<File>[],
  capacity: number,
  size: number,
): void {
  const open = [...bins]
  for (const item of items) {
    let bin = fullest(open.filter(({usedSectors}) => usedSectors + item.sectors <= capacity))
    if (!bin) {
      const closed = open.length >= size ? fullest(open) : undefined
      if (closed) open.splice(open.indexOf(closed), 1)
      bin = newBin(bins)
      open.push(bin)
    }
    put(item, bin)
  }
}

function fullest<File extends PackFile>(bins: readonly Bin<File>[]): Bin<File> | undefined {
  return bins.reduce<Bin<File> | undefined>(
    (best, bin) => (best && best.usedSectors >= bin.usedSectors ? best : bin),
    undefined,
  )
}

/** The heaviest first, each into the first volume with room; afterwards volumes and their contents by date. */
function firstFitDecreasing<File extends PackFile>(
  items: readonly PackedUnit<File>[],
  bins: Bin<File>[],
  capacity: number,
): void {
  const heaviestFirst = [...items].sort((a, b) => b.sectors - a.sectors)
  for (const item of heaviestFirst) {
    put(item, bins.find(({usedSectors}) => usedSectors + item.sectors <= capacity) ?? newBin(bins))
  }
  for (const bin of bins) bin.contents.sort(byDateAndPart)
  bins.sort((a, b) => Number(b.id !== undefined) - Number(a.id !== undefined) || byFirstDate(a, b))
}

function newBin<File extends PackFile>(bins: Bin<File>[]): Bin<File> {
  const bin: Bin<File> = {id: undefined, usedSectors: 0, contents: []}
  bins.push(bin)
  return bin
}

function put<File extends PackFile>(item: PackedUnit<File>, bin: Bin<File>): void {
  bin.contents.push(item)
  bin.usedSectors += item.sectors
}

/** What no packing divides: units that fit a volume, and the assets of those that don't. */
function indivisibleWeights(units: readonly PackUnit[], capacity: number): number[] {
  return units.flatMap((unit) =>
    unit.sectors <= capacity
      ? [unit.sectors]
      : groupsOf(unit.files)
          .map(({sectors}) => sectors)
          .filter((sectors) => unit.folderSectors + sectors <= capacity),
  )
}

/** By first day, then by path; what has no date comes last. */
function byDate(a: PackUnit, b: PackUnit): number {
  return compare(a.dates?.first ?? '~', b.dates?.first ?? '~') || compare(a.folder, b.folder)
}

function byDateAndPart(a: PackedUnit, b: PackedUnit): number {
  return byDate(a.unit, b.unit) || (a.part?.number ?? 0) - (b.part?.number ?? 0)
}

function byFirstDate(a: PackedVolume, b: PackedVolume): number {
  const [first, second] = [a.contents[0], b.contents[0]]
  return first && second ? byDateAndPart(first, second) : 0
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
