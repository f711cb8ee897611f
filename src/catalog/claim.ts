/** Which moves are carried out together. */
import type {StoredMove} from './runs.ts'

/**
 * The first of `moves`: up to so many, or so many bytes, and the rest of the last one's asset. A batch makes all new
 * names before it takes the old ones away; so a move that needs another one's old name, or its new one, waits for the
 * next batch, with its asset.
 */
export function claimedOf(
  moves: Iterable<StoredMove>,
  most: {readonly moves: number; readonly bytes: number},
): StoredMove[] {
  const claimed: StoredMove[] = []
  const sources = new Set<string>()
  const targets = new Set<string>()
  let bytes = 0
  let assetStart = 0
  for (const move of moves) {
    const isBegun = move.asset !== undefined && move.asset === claimed.at(-1)?.asset
    if (!isBegun) assetStart = claimed.length
    if ((claimed.length >= most.moves || bytes >= most.bytes) && !isBegun) break
    // What an asset takes of itself can't wait for it.
    if (assetStart > 0 && (sources.has(key(move.to)) || targets.has(key(move.from)))) {
      return claimed.slice(0, assetStart)
    }
    claimed.push(move)
    sources.add(key(move.from))
    targets.add(key(move.to))
    bytes += move.size
  }
  return claimed
}

/** Some file systems know no case. To wait without need is no harm. */
function key(path: string): string {
  return path.toLowerCase()
}
