/** What can be imported: an exported index; all else tells of volumes, and is for the plugin that makes those. */
import {type FileHandle, open, stat} from 'node:fs/promises'
import {type RawPath, toBytes} from '../paths/bytes.ts'

const HEAD_BYTES = 64 * 1024
const OWN_SCHEMA = /^\s*\{\s*"schema"\s*:\s*"mediastruct\/(?:volume|archive)-index@/

/**
 * Whether it is a file of text that is not the index of a volume or an archive. What is not there is one: reading it says
 * so.
 */
export async function isExportedIndex(source: RawPath): Promise<boolean> {
  const found = await stat(toBytes(source)).catch(() => undefined)
  if (!found) return true
  if (!found.isFile()) return false
  const handle = await open(toBytes(source)).catch(() => undefined)
  if (!handle) return true
  const head = await headOf(handle)
  return !head.includes('\0') && !OWN_SCHEMA.test(head)
}

async function headOf(handle: FileHandle): Promise<string> {
  try {
    const {buffer, bytesRead} = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
