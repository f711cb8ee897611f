/** One run at a time puts files into a target, whatever catalogs the runs belong to. Dies with its process. */
import {readdir} from 'node:fs/promises'
import type {Database} from '../catalog/database.ts'
import {isBusy} from '../catalog/failure.ts'
import {lockExclusively} from '../catalog/lock.ts'
import {MediaStructError, messageOf} from '../errors.ts'
import {fromBytes, join, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {lstatOf} from '../paths/identity.ts'

export class TargetLock {
  readonly #db: Database

  private constructor(db: Database) {
    this.#db = db
  }

  /**
   * @param target has `.mediastruct/journal` already
   * @throws MediaStructError TARGET_LOCKED while another run puts files there, TARGET_UNLOCKABLE
   */
  static async acquire(target: RawPath): Promise<TargetLock> {
    const file = join(target, '.mediastruct/lock' as RawPath)
    try {
      return new TargetLock(lockExclusively(toBytes(file)))
    } catch (error) {
      if (isBusy(error)) throw await locked(target, error)
      throw new MediaStructError(
        'TARGET_UNLOCKABLE',
        `${toText(target)} can't be kept from other runs: ${messageOf(error)}.`,
        {
          hint: `Check that ${toText(file)} may be written, and that its file system knows locks.`,
          cause: error,
        },
      )
    }
  }

  release(): void {
    this.#db.close()
  }
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
  for (const name of await readdir(toBytes(directory), {encoding: 'buffer'})) {
    const path = join(directory, fromBytes(name))
    const mtimeNs = (await lstatOf(path))?.mtimeNs ?? 0n
    if (newest === undefined || mtimeNs > newest.mtimeNs) newest = {path, mtimeNs}
  }
  return newest?.path
}
