/** Days as people fill them: log-normal sizes, the same on every machine. */

export const BD_R_25_SECTORS = 11_826_176
const SECTOR_BYTES = 2048
/** Of the logarithm. */
const SPREAD = 1.1

/** Median in bytes, and how many days make 73, 168 and 157 discs. */
export const DAYS = [
  {median: 1.2e9, count: 836},
  {median: 4e9, count: 740},
  {median: 8e9, count: 467},
] as const

/** Sectors of each day; one that is larger than a disc is drawn anew. */
export function dayLoad(count: number, medianBytes: number, seed: number): number[] {
  const random = seeded(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const days: number[] = []
  while (days.length < count) {
    const sectors = Math.ceil((medianBytes * Math.exp(SPREAD * normal())) / SECTOR_BYTES)
    if (sectors <= BD_R_25_SECTORS) days.push(sectors)
  }
  return days
}

/** Numbers from 0 to 1 that are the same on every machine (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
