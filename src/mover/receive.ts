/** Brings a file in that does not lie under a path: out of an image, or off a disc. It is whole under its name, or not there. */
import {utimes} from 'node:fs/promises'
import {EXIT, MediaStructError} from '../errors.ts'
import {createBlake3} from '../hash/blake3.ts'
import {missingDirectories} from '../own/directories.ts'
import {toSeconds} from '../own/times.ts'
import {openOwnFile} from '../own/write.ts'
import {dirname, type RawPath, toBytes} from '../paths/bytes.ts'
import {lstatOf} from '../paths/identity.ts'
import {takeAwayUnused} from './prune.ts'

export interface Incoming {
  /** A chunk need be valid only until the next is asked for. What this throws goes on to the caller as it is. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Bytes. */
  readonly size: number
  /** Lower-case hex; undefined: `inspect` judges the content. */
  readonly blake3: string | undefined
  /** Nanoseconds since 1970; undefined: it gets the present. */
  readonly mtimeNs: bigint | undefined
  /** Is shown the whole file before it gets its name; where it throws, the file never gets it. */
  readonly inspect?: ((part: RawPath) => Promise<void>) | undefined
}

/**
 * Writes a new file durably, with the directories above it: hashed on the way, flushed, read back from the disk, and only
 * then named. Nothing stays where it fails, and no directory that was made for it; what a kill leaves behind is for
 * `removeDebrisOf`, once a directory.
 * @throws MediaStructError DIFFERS where the content is not what it should be, TARGET_TAKEN where the name is, BAD_WRITE where
 *   the disk does not hold what was written; errno errors
 */
export async function receiveFile(to: RawPath, incoming: Incoming): Promise<void> {
  const made = await missingDirectories(dirname(to))
  try {
    await receiveInto(to, incoming)
  } catch (error) {
    await takeAwayUnused(made)
    throw error
  }
}

async function receiveInto(to: RawPath, incoming: Incoming): Promise<void> {
  const file = await openOwnFile(to, {}, true)
  try {
    await writeAll(file, incoming)
    await file.commit(async (part) => {
      await incoming.inspect?.(part)
      if (await lstatOf(to)) throw taken()
      await setTime(part, incoming.mtimeNs)
    })
  } catch (error) {
    // Somebody took the name at the last moment.
    throw error instanceof MediaStructError && error.code === 'NOT_OURS' ? taken() : error
  } finally {
    await file.abort()
  }
}

async function writeAll(
  file: {write(chunk: Uint8Array): Promise<void>},
  {chunks, size, blake3}: Incoming,
): Promise<void> {
  const hasher = createBlake3()
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > size) break
    hasher.update(chunk)
    await file.write(chunk)
  }
  const isIt = blake3 === undefined || Buffer.from(hasher.digest()).toString('hex') === blake3
  if (bytes === size && isIt) return
  throw new MediaStructError('DIFFERS', 'its content differs', {exitCode: EXIT.findings})
}

/** As a string: a negative number would become the present. */
async function setTime(part: RawPath, mtimeNs: bigint | undefined): Promise<void> {
  if (mtimeNs !== undefined) await utimes(toBytes(part), new Date(), toSeconds(mtimeNs))
}

function taken(): MediaStructError {
  return new MediaStructError('TARGET_TAKEN', 'another file took its name meanwhile', {
    exitCode: EXIT.findings,
  })
}
