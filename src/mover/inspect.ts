/** Where is an interrupted move now? The disk is asked, not the journal's hopes. */
import type {RunHeader, StoredMove} from '../catalog/runs.ts'
import {MediaStructError} from '../errors.ts'
import type {HashPool, HashResult} from '../hash/pool.ts'
import {dirname, type RawPath, toText} from '../paths/bytes.ts'
import {isSame, lstatOf} from '../paths/identity.ts'
import type {Job} from './job.ts'
import type {Keeper} from './keepers.ts'

/** `here`: only the old name. `both`: both names, one content. `there`: only the new name. */
type Whereabouts = 'here' | 'both' | 'there'

export interface Inspected {
  readonly move: StoredMove
  readonly where: Whereabouts
  /** What finishing or taking back works with. */
  readonly job: Job
}

type Read = HashResult & {ok: true}

/** @throws MediaStructError RECOVERY_CONFLICT, RECOVERY_LOST, RECOVERY_UNREADABLE */
export async function inspect(move: StoredMove, header: RunHeader, hashes: HashPool): Promise<Inspected> {
  const isUndo = header.command === 'undo'
  const here = await read(move.from, hashes)
  const found = await read(move.to, hashes)
  const there = found && isEmptyPlaceholder(move, found) ? undefined : found
  const answer = move.copy ? inspectCopy(move, isUndo, here, there) : inspectMove(move, here, there)
  if (!answer) throw here || there ? conflict(move) : await lost(move)
  const [where, source, target] = answer
  const keeper = where === 'here' ? undefined : await keeperOf(move, hashes)
  return {move, where, job: {...jobOf(move, source, target), keeper}}
}

type Answer = [where: Whereabouts, source: Read, target?: Read]

function inspectMove(move: StoredMove, here: Read | undefined, there: Read | undefined): Answer | undefined {
  if (here && !there) return ['here', here]
  if (here && there) return here.hash === there.hash ? ['both', here, there] : undefined
  return there && there.hash === move.blake3 ? ['there', there, there] : undefined
}

/**
 * A copy's original is never touched, so only the copy counts; and the undo of a copy removes nothing
 * unless both are whole.
 */
function inspectCopy(
  move: StoredMove,
  isUndo: boolean,
  here: Read | undefined,
  there: Read | undefined,
): Answer | undefined {
  if (!isUndo) {
    if (!there) return ['here', here ?? unseen(move)]
    return there.hash === move.blake3 ? ['there', here ?? there, there] : undefined
  }
  if (!here) return there ? ['there', there] : undefined
  return there && there.hash === here.hash && !isSame(here, there) ? ['both', here, there] : ['here', here]
}

/** Stands for an original that can't be seen now: its card may be out. */
function unseen({size, mtimeNs, blake3 = ''}: StoredMove): Read {
  return {ok: true, hash: blake3, size, mtimeNs, ctimeNs: 0n, inode: 0n, device: 0n}
}

/** Where there are no hard links, an empty file of ours held the name for a moment. */
function isEmptyPlaceholder(move: StoredMove, there: Read): boolean {
  return move.code === 'placeholder' && there.size === 0 && move.size > 0
}

async function keeperOf({copy, keeper}: StoredMove, hashes: HashPool): Promise<Keeper | undefined> {
  if (copy || keeper === undefined) return undefined
  const [before] = await hashes.hashFiles([keeper])
  return before && {path: keeper, before}
}

function jobOf(move: StoredMove, source: Read, target: Read | undefined): Omit<Job, 'keeper'> {
  const {device, inode, size, mtimeNs} = source
  const arrival = target === undefined ? undefined : isSame(source, target) ? 'linked' : 'copied'
  const fingerprint = {device, inode, size, mtimeNs, blake3: move.blake3 ?? source.hash}
  const announced = move.code === 'placeholder'
  return {move, source: fingerprint, to: move.to, made: move.made, arrival, announced, target}
}

async function read(path: RawPath, hashes: HashPool): Promise<Read | undefined> {
  if (!(await lstatOf(path))) return undefined
  const [result] = await hashes.hashFiles([path])
  if (result?.ok) return result
  throw new MediaStructError(
    'RECOVERY_UNREADABLE',
    `An interrupted run has to be finished first, but ${toText(path)} can't be read: ${result?.message ?? 'unknown'}.`,
    {hint: 'Make it readable, then type the command again.'},
  )
}

function conflict({run, from, to}: StoredMove): MediaStructError {
  return new MediaStructError(
    'RECOVERY_CONFLICT',
    `Run ${run} was interrupted while it moved ${toText(from)} to ${toText(to)}, and what lies there is not what was moved.`,
    {hint: 'Look at both, and move one of them elsewhere; then type the command again.'},
  )
}

/** What to do where a disk is missing. */
export const UNMOUNTED =
  'Is its disk mounted? Mount it, then type the command again. If it is gone for good, add --accept-tree and its directory.'

/** Without its directories the disk is not there, and the alarm stays; with them, the file is gone. */
async function lost({run, from, to}: StoredMove): Promise<MediaStructError> {
  const mounted = (await lstatOf(dirname(from))) && (await lstatOf(dirname(to)))
  return new MediaStructError(
    'RECOVERY_LOST',
    `Run ${run} was interrupted while it moved ${toText(from)} to ${toText(to)}, and now neither is there.`,
    {
      hint: mounted
        ? 'Another program took it away: look in its trash and in your backups. This is said once.'
        : UNMOUNTED,
      cause: mounted ? 'gone' : 'unmounted',
    },
  )
}
