/** A file as the capture-date sources get it. */
import {constants, lstatSync} from 'node:fs'
import {type FileHandle, open} from 'node:fs/promises'
import {MediaStructError} from '../errors.ts'
import type {DatableFile} from '../hooks.ts'
import {basename, dirname, type RawPath, toBytes, toText} from '../paths/bytes.ts'

export interface OpenDatable extends DatableFile {
  close(): Promise<void>
}

export interface DatableOptions {
  /** IANA zone for times that the file stores as UTC. */
  readonly timezone: string
  /** The drop; the file's own directory where nothing else is said. */
  readonly tree?: RawPath | undefined
  /** What belongs to it, where that is known. */
  readonly companions?: readonly RawPath[] | undefined
  readonly localClocks?: readonly string[] | undefined
  /** The name that it had in the drop, where it has another one now. */
  readonly name?: string | undefined
  /** Takes the values that are no dates. */
  readonly refuse?: DatableFile['refuse'] | undefined
}

/** Never through a symbolic link, and never waiting for the other end of a FIFO. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * The file is opened when a source first reads of it: most ask for nothing but its path.
 * @throws the system's error, or MediaStructError NOT_A_FILE for anything but a regular file
 */
export async function openDatable(raw: RawPath, options: DatableOptions): Promise<OpenDatable> {
  const {timezone, tree = dirname(raw), companions, localClocks = [], refuse = () => undefined} = options
  const {name = toText(basename(raw))} = options
  // At once: it takes a few µs, a hop to another thread ten times as long.
  const stat = lstatSync(toBytes(raw), {bigint: true})
  if (!stat.isFile()) throw notAFile(raw)
  const size = Number(stat.size)
  let handle: Promise<FileHandle> | undefined
  return {
    path: toText(raw),
    raw,
    name,
    tree: toText(tree),
    companions,
    size,
    mtimeNs: stat.mtimeNs,
    timezone,
    localClocks,
    read: async (position, length) => {
      handle ??= openRegular(raw)
      return await readUpTo(await handle, position, Math.max(0, Math.min(length, size - position)))
    },
    refuse,
    close: async () => {
      // What could not be opened was told to whoever read.
      await (await handle?.catch(() => undefined))?.close()
    },
  }
}

/** What lies there now may be another thing than what was looked at. */
async function openRegular(raw: RawPath): Promise<FileHandle> {
  const handle = await open(toBytes(raw), FLAGS)
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw notAFile(raw)
}

function notAFile(raw: RawPath): MediaStructError {
  return new MediaStructError('NOT_A_FILE', `${toText(raw)} is not a regular file.`)
}

/** The system may give less than was asked for. */
async function readUpTo(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const {bytesRead} = await handle.read(bytes, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
