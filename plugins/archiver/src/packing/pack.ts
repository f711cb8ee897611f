/**
 * Puts date folders into volumes. A folder stays whole unless it alone is larger than a volume; an asset stays
 * whole always.
 */
import type {Filling, Load} from './filling.ts'
import {fillFreely} from './free.ts'
import {lowerBoundL2} from './lower-bound.ts'
import type {
  OpenVolume,
  PackedUnit,
  PackedVolume,
  PackFile,
  Packing,
  PackOptions,
  PackUnit,
  Unpackable,
} from './model.ts'
import type {PackOrder} from './order.ts'
import {groupsOf, splitUnit} from './split.ts'
import {fillWithin, nextFit} from './window.ts'

/** A volume being filled. */
interface Bin<File extends PackFile> {
  readonly open: OpenVolume | undefined
  usedSectors: number
  readonly contents: PackedUnit<File>[]
}

export function pack<File extends PackFile>(
  units: readonly PackUnit<File>[],
  {capacitySectors, order, openVolumes = []}: PackOptions,
): Packing<File> {
  const chronological = [...units].sort(byDate)
  const unpackable: Unpackable<File>[] = []
  const items = chronological.flatMap((unit) => splitUnit(unit, capacitySectors, unpackable))
  const lowerBound = lowerBoundL2(indivisibleWeights(chronological, capacitySectors), capacitySectors)

  const open = openVolumes.map((volume) => binOf<File>(volume))
  const coming = withoutThoseAtHome(items, open, capacitySectors)
  const takers = order.kind === 'strict' ? open.filter((bin) => canGoOn(bin, coming[0])) : open
  const load: Load = {
    weights: coming.map(({sectors}) => sectors),
    capacity: capacitySectors,
    used: takers.map(({usedSectors}) => usedSectors),
  }
  const fresh = distribute(coming, filled(load, order, lowerBound), takers)
  for (const bin of [...open, ...fresh]) bin.contents.sort(byDateAndPart)
  if (order.kind === 'free') fresh.sort(byFirstDate)
  const volumes = [...open, ...fresh].filter(({contents}) => contents.length > 0)
  return {volumes: volumes.map(packedVolume), unpackable, lowerBound}
}

function filled(load: Load, order: PackOrder, enough: number): Filling {
  if (order.kind === 'free') return fillFreely(load, enough)
  return order.kind === 'strict' ? nextFit(load) : fillWithin(order.size, load, enough)
}

/** What belongs to a folder of which an open volume holds files already goes there, where there is room. */
function withoutThoseAtHome<File extends PackFile>(
  items: readonly PackedUnit<File>[],
  open: readonly Bin<File>[],
  capacity: number,
): PackedUnit<File>[] {
  const homes = new Map(open.flatMap((bin) => (bin.open?.folders ?? []).map((folder) => [folder, bin])))
  return items.filter((item) => {
    const home = item.part ? undefined : homes.get(item.unit.folder)
    if (!home || home.usedSectors + item.sectors > capacity) return true
    put(item, home)
    return false
  })
}

/** Whether a volume stays in the order of dates with this item and those after it. */
function canGoOn({open}: Bin<PackFile>, first: PackedUnit | undefined): boolean {
  return first !== undefined && (open?.latest ?? UNDATED) <= (first.unit.dates?.first ?? UNDATED)
}

/** @param bins take the items that are meant for the first volumes @returns the new volumes */
function distribute<File extends PackFile>(
  items: readonly PackedUnit<File>[],
  {volumeOf, volumes}: Filling,
  bins: readonly Bin<File>[],
): Bin<File>[] {
  const fresh = Array.from({length: volumes - bins.length}, () => binOf<File>(undefined))
  const all = [...bins, ...fresh]
  for (const [index, item] of items.entries()) {
    const bin = all[volumeOf[index] ?? -1]
    if (bin) put(item, bin)
  }
  return fresh
}

function binOf<File extends PackFile>(open: OpenVolume | undefined): Bin<File> {
  return {open, usedSectors: open?.usedSectors ?? 0, contents: []}
}

function put<File extends PackFile>(item: PackedUnit<File>, bin: Bin<File>): void {
  bin.contents.push(item)
  bin.usedSectors += item.sectors
}

function packedVolume<File extends PackFile>({open, usedSectors, contents}: Bin<File>): PackedVolume<File> {
  return {id: open?.id, usedSectors, contents}
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

/** After every date. */
const UNDATED = '~'

/** By first day, then by path; what has no date comes last. */
function byDate(a: PackUnit, b: PackUnit): number {
  return compare(a.dates?.first ?? UNDATED, b.dates?.first ?? UNDATED) || compare(a.folder, b.folder)
}

function byDateAndPart(a: PackedUnit, b: PackedUnit): number {
  return byDate(a.unit, b.unit) || (a.part?.number ?? 0) - (b.part?.number ?? 0)
}

function byFirstDate(a: Bin<PackFile>, b: Bin<PackFile>): number {
  const [first, second] = [a.contents[0], b.contents[0]]
  return first && second ? byDateAndPart(first, second) : 0
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
