/** The one step that gives a file a name: fails where the name is taken, never replaces anything. */
import {link, lstat, open, rename, unlink} from 'node:fs/promises'
import {errnoOf} from '../errors.ts'
import {type RawPath, toBytes, toText} from '../paths/bytes.ts'

/** `linked`: the file has both names now. `renamed`: only the new one, for its file system has no hard links. */
export type Naming = 'linked' | 'renamed'

/** EPERM may also mean an immutable file or `protected_hardlinks`; the rename then says so, or works. */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'])

/**
 * Gives the file at `from` the name `to` on the same file system.
 * @param beforePlaceholder journals that an empty file of ours may stand under `to` for a moment
 * @throws errno errors: EEXIST where `to` is taken, EXDEV where it lies on another file system
 */
export async function giveName(
  from: RawPath,
  to: RawPath,
  beforePlaceholder: () => Promise<void>,
): Promise<Naming> {
  try {
    await link(toBytes(from), toBytes(to))
    return 'linked'
  } catch (error) {
    if (!NO_HARD_LINKS.has(errnoOf(error) ?? '')) throw error
  }
  await beforePlaceholder()
  await renameOverPlaceholder(from, to)
  return 'renamed'
}

/** `rename` replaces what is there: so it may only meet an empty file that we made a moment ago. */
async function renameOverPlaceholder(from: RawPath, to: RawPath): Promise<void> {
  const placeholder = await open(toBytes(to), 'wx')
  const made = await placeholder.stat({bigint: true}).finally(() => placeholder.close())
  const found = await lstat(toBytes(to), {bigint: true})
  if (found.dev !== made.dev || found.ino !== made.ino || found.size !== 0n) {
    throw Object.assign(new Error(`EEXIST: ${toText(to)} was taken just now`), {code: 'EEXIST'})
  }
  try {
    await rename(toBytes(from), toBytes(to))
  } catch (error) {
    await unlink(toBytes(to))
    throw error
  }
}
