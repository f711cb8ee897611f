/** One run at a time puts files into a target, whatever catalogs the runs belong to. Dies with its process. */
import {readdir, unlink, writeFile} from 'node:fs/promises'
import type {Database} from '../catalog/database.ts'
import {isBusy} from '../catalog/failure.ts'
import {lockExclusively} from '../catalog/lock.ts'
import {errnoOf, MediaStructError, messageOf} from '../errors.ts'
import {makeDirectories, missingDirectories} from '../own/directories.ts'
import {dirname, fromBytes, join, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {lstatOf} from '../paths/identity.ts'
import {takeAwayUnused} from './prune.ts'

const LOCK = '.mediastruct/lock' as RawPath
/** SQLite keeps its own beside it as long as it is held, and takes it away. */
const OF_LOCK = /^lock(-journal)?$/

export class TargetLock {
  readonly #db: Database

  private constructor(db: Database) {
    this.#db = db
  }

  /**
   * @param target has `.mediastruct/` already
   * @param patienceMs as of `lockExclusively`
   * @throws MediaStructError TARGET_LOCKED while another run puts files there, TARGET_UNLOCKABLE
   */
  static async acquire(target: RawPath, patienceMs?: number): Promise<TargetLock> {
    const file = join(target, LOCK)
    for (;;) {
      try {
        await makeIfMissing(file)
        const before = await lstatOf(file)
        const lock = new TargetLock(lockExclusively(toBytes(file), patienceMs))
        // Who held it may have taken it away meanwhile: others lock the one that has the name.
        if (before !== undefined && (await lstatOf(file))?.ino === before.ino) return lock
        lock.release()
      } catch (error) {
        throw isBusy(error) ? await locked(target, error) : unlockable(target, error)
      }
    }
  }

  release(): void {
    this.#db.close()
  }
}

/**
 * A lock for who keeps no journal in the target: nothing of it stays there, and what a killed one left holds nobody up. It
 * is the lock of runs: these and that keep out of each other's way, too.
 * @returns what lets go of it
 * @throws MediaStructError TARGET_LOCKED; where nothing can be locked, it goes on without: what comes says why it can't write
 */
export async function lockForNow(target: RawPath): Promise<() => Promise<void>> {
  const own = dirname(join(target, LOCK))
  const made = await missingDirectories(own)
  const lock = await tryLock(target, own)
  return async () => {
    // Before it is let go of: who comes next makes another. In a tree that has journals, the lock is theirs and stays.
    const names = lock ? await readdir(toBytes(own)).catch(() => ['']) : ['']
    const isAlone = names.every((name) => OF_LOCK.test(name))
    if (isAlone) await unlink(toBytes(join(target, LOCK))).catch(() => undefined)
    lock?.release()
    await takeAwayUnused([own, ...made])
  }
}

async function tryLock(target: RawPath, own: RawPath): Promise<TargetLock | undefined> {
  try {
    await makeDirectories(own)
    return await TargetLock.acquire(target, 0)
  } catch (error) {
    if (error instanceof MediaStructError && error.code === 'TARGET_LOCKED') throw error
    return undefined
  }
}

/** One that is there is not opened: to close it again would let go of what this process holds of it (fcntl(2)). */
async function makeIfMissing(file: RawPath): Promise<void> {
  if (await lstatOf(file)) return
  await writeFile(toBytes(file), '', {flag: 'wx'}).catch((error: unknown) => {
    if (errnoOf(error) !== 'EEXIST') throw error
  })
}

function unlockable(target: RawPath, cause: unknown): MediaStructError {
  return new MediaStructError(
    'TARGET_UNLOCKABLE',
    `${toText(target)} can't be kept from other runs: ${messageOf(cause)}.`,
    {
      hint: `Check that ${toText(join(target, LOCK))} may be written, and that its file system knows locks.`,
      cause,
    },
  )
}

/** The run that holds it is the one that wrote to its journal last. */
async function locked(target: RawPath, cause: unknown): Promise<MediaStructError> {
  const journal = await newestIn(join(target, '.mediastruct/journal' as RawPath))
  const who = journal === undefined ? '' : ` (its journal: ${toText(journal)})`
  return new MediaStructError('TARGET_LOCKED', `Another run is putting files into ${toText(target)}${who}.`, {
    hint: 'Wait until that run has ended, then type the command again.',
    cause,
  })
}

async function newestIn(directory: RawPath): Promise<RawPath | undefined> {
  let newest: {path: RawPath; mtimeNs: bigint} | undefined
  for (const name of await readdir(toBytes(directory), {encoding: 'buffer'}).catch(() => [])) {
    const path = join(directory, fromBytes(name))
    const mtimeNs = (await lstatOf(path))?.mtimeNs ?? 0n
    if (newest === undefined || mtimeNs > newest.mtimeNs) newest = {path, mtimeNs}
  }
  return newest?.path
}
