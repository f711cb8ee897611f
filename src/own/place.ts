/** Puts a finished `.part` file under its final name: never over anything, except over what is provably ours. */
import {createHash} from 'node:crypto'
import {type BigIntStats, constants} from 'node:fs'
import {link, lstat, open, rename, unlink} from 'node:fs/promises'
import {errnoOf, MediaStructError} from '../errors.ts'
import {type RawPath, toBytes, toText} from '../paths/bytes.ts'

/** What entitles us to replace a file that is there already. */
export interface Ownership {
  /** SHA-256 (lower-case hex) that we recorded when we wrote the present file. */
  readonly replaces?: string | undefined
  /** The file lies in a `.mediastruct` directory, where everything is ours. */
  readonly ours?: true | undefined
}

/** What `link` says where a file system has no hard links, or has no more of them. */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'])

/** Gives `part` the name `path`. The caller fsyncs the directory. @throws MediaStructError NOT_OURS */
export async function place(part: RawPath, path: RawPath, ownership: Ownership): Promise<void> {
  if (await placeNew(part, path)) return
  await assertOurs(path, ownership)
  await rename(toBytes(part), toBytes(path))
}

/** @returns false where the name is taken */
async function placeNew(part: RawPath, path: RawPath): Promise<boolean> {
  try {
    await link(toBytes(part), toBytes(path))
  } catch (error) {
    const code = errnoOf(error)
    if (code === 'EEXIST') return false
    if (code === undefined || !NO_HARD_LINKS.has(code)) throw error
    return await placeOverPlaceholder(part, path)
  }
  await unlink(toBytes(part))
  return true
}

/** Without hard links, an empty file of our own holds the name while we rename over it. */
async function placeOverPlaceholder(part: RawPath, path: RawPath): Promise<boolean> {
  let made: BigIntStats
  try {
    made = await makePlaceholder(path)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
  const found = await lstat(toBytes(path), {bigint: true})
  if (found.dev !== made.dev || found.ino !== made.ino || found.size !== 0n) return false
  try {
    await rename(toBytes(part), toBytes(path))
    return true
  } catch (error) {
    await unlink(toBytes(path))
    throw error
  }
}

async function makePlaceholder(path: RawPath): Promise<BigIntStats> {
  const placeholder = await open(toBytes(path), 'wx')
  try {
    return await placeholder.stat({bigint: true})
  } finally {
    await placeholder.close()
  }
}

/** @throws MediaStructError NOT_OURS unless the file is as we recorded it, or lies where everything is ours */
export async function assertOurs(path: RawPath, {replaces, ours}: Ownership): Promise<void> {
  if (ours === true && liesInOurDirectory(path)) return
  if (replaces !== undefined && (await sha256Of(path)) === replaces) return
  throw new MediaStructError(
    'NOT_OURS',
    `${toText(path)} was not written by MediaStruct, or was changed since.`,
    {
      hint: 'Move it out of the way; MediaStruct replaces only what it wrote itself.',
    },
  )
}

function liesInOurDirectory(path: RawPath): boolean {
  return path.split('/').slice(0, -1).includes('.mediastruct')
}

/** SHA-256 of a regular file, lower-case hex; `undefined` for anything that is no regular file. */
async function sha256Of(path: RawPath): Promise<string | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const handle = await open(toBytes(path), flags).catch((error: unknown) => {
    if (errnoOf(error) === 'ELOOP') return undefined
    throw error
  })
  if (!handle) return undefined
  try {
    if (!(await handle.stat()).isFile()) return undefined
    const hash = createHash('sha256')
    const buffer = Buffer.allocUnsafe(1 << 18)
    for (;;) {
      const {bytesRead} = await handle.read(buffer, 0, buffer.length)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, bytesRead))
    }
  } finally {
    await handle.close()
  }
}
