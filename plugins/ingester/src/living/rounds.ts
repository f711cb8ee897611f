/** What makes an ingest of a living drop out of an ordinary one: what the drop looked like before, and what was read already. */
import {excluder, type Host, type RawPath} from 'mediastruct'
import type {Asked} from '../planner/asked.ts'
import {Established} from './established.ts'
import type {Look} from './look.ts'
import {RememberedHashes} from './remembered-hashes.ts'
import {settle} from './settle.ts'
import {StillSince} from './still-since.ts'
import {watchDrops} from './watch.ts'

type Round = (asked: Asked) => Promise<void>

/** One round, of what did not change for so long. @returns whether there was one: it may be interrupted before */
export async function roundOnceStill(
  host: Host,
  asked: Asked,
  settleMs: number,
  round: Round,
): Promise<boolean> {
  const first = await settle(pathsOf(asked), {...commonOf(host), settleMs})
  if (host.signal.aborted) return false
  await round({...asked, stillness: new StillSince(first)})
  return true
}

/** Rounds until the signal. As JSON they are one document. */
export async function watchRounds(host: Host, asked: Asked, settleMs: number, round: Round): Promise<void> {
  const remembered = new RememberedHashes()
  const established = new Established(host.settings.catalog, asked.library)
  const oneRound = async (first: Look, present: readonly RawPath[]) => {
    established.assert()
    const stillness = new StillSince(first)
    const drops = asked.drops.filter(({path}) => present.includes(path))
    try {
      await round({...asked, drops, stillness, overHashes: (hashes) => remembered.over(hashes)})
    } finally {
      // Between rounds, others have the catalog.
      await host.close()
    }
    established.confirm()
    remembered.endRound()
    return stillness.moving
  }
  await host.reporter.series({schema: 'mediastruct/ingest-watch@1'}, 'runs', () =>
    watchDrops(pathsOf(asked), {...commonOf(host), settleMs, round: oneRound}),
  )
}

function pathsOf({drops}: Asked): RawPath[] {
  return drops.map(({path}) => path)
}

function commonOf({settings, reporter, signal}: Host) {
  return {reporter, signal, excludes: excluder(settings.exclude)}
}
