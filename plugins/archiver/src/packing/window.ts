/**
 * Fills volumes in the order of dates while at most so many are open: a volume is open from the first item that it gets
 * to the last. New volumes are opened in the order of dates, so their first dates ascend.
 */
import {type Filling, fewest, type Load} from './filling.ts'
import {foresee} from './foresight.ts'

/**
 * Of several fillings within the same window, the one with the fewest volumes.
 * @param enough no filling could use fewer volumes
 */
export function fillWithin(size: number, load: Load, enough: number): Filling {
  const online = fewest(bestFitWithin(size, load), nextFit(load))
  return size === 1 || online.volumes <= enough ? online : fewest(online, ...foresee(size, load))
}

/** One volume after the other: what does not fit closes it. */
export function nextFit(load: Load): Filling {
  return bestFitWithin(1, load)
}

/**
 * Each item goes into the fullest of the open volumes that has room for it; where none has, the fullest is closed once
 * `size` are open, and a new one is opened (J. Csirik, D. S. Johnson, "Bounded space on-line bin packing: best is
 * better than first", Algorithmica 31, 2001).
 */
function bestFitWithin(size: number, {weights, capacity, used}: Load): Filling {
  const fill = [...used]
  const open = used.map((_, volume) => volume).slice(-size)
  const fullest = (volumes: readonly number[]) =>
    volumes.reduce(
      (best, volume) => ((fill[volume] ?? 0) > (fill[best] ?? 0) ? volume : best),
      volumes[0] ?? 0,
    )
  const volumeOf = Int32Array.from(weights, (weight) => {
    const roomy = open.filter((volume) => (fill[volume] ?? 0) + weight <= capacity)
    if (roomy.length === 0 && open.length >= size) open.splice(open.indexOf(fullest(open)), 1)
    const volume = roomy.length > 0 ? fullest(roomy) : fill.push(0) - 1
    if (roomy.length === 0) open.push(volume)
    fill[volume] = (fill[volume] ?? 0) + weight
    return volume
  })
  return {volumeOf, volumes: fill.length}
}
