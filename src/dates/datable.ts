/** A file opened for the capture-date sources. */
import {constants} from 'node:fs'
import {open} from 'node:fs/promises'
import {MediaStructError} from '../errors.ts'
import type {DatableFile} from '../hooks.ts'
import {basename, type RawPath, toBytes, toText} from '../paths/bytes.ts'

export interface OpenDatable extends DatableFile {
  close(): Promise<void>
}

/** Never through a symbolic link, and never waiting for the other end of a FIFO. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * @param options.timezone IANA zone for times that the file stores as UTC
 * @throws the system's error, or MediaStructError NOT_A_FILE for anything but a regular file
 */
export async function openDatable(raw: RawPath, options: {timezone: string}): Promise<OpenDatable> {
  const handle = await open(toBytes(raw), FLAGS)
  try {
    const stat = await handle.stat({bigint: true})
    if (!stat.isFile()) throw new MediaStructError('NOT_A_FILE', `${toText(raw)} is not a regular file.`)
    const size = Number(stat.size)
    return {
      path: toText(raw),
      raw,
      name: toText(basename(raw)),
      size,
      mtimeNs: stat.mtimeNs,
      timezone: options.timezone,
      read: async (position, length) => {
        const wanted = Math.max(0, Math.min(length, size - position))
        const bytes = new Uint8Array(wanted)
        let filled = 0
        while (filled < wanted) {
          const {bytesRead} = await handle.read(bytes, filled, wanted - filled, position + filled)
          if (bytesRead === 0) break
          filled += bytesRead
        }
        return bytes.subarray(0, filled)
      },
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}
