/** Which of our own files is still as we wrote it. */
import type {RawPath} from 'mediastruct'
import {sha256IfThere} from './bag/checksums.ts'

/** SHA-256 that we recorded for a file; several where a writing was announced and perhaps not finished. */
export type Recorded = string | readonly string[]

/** The recorded SHA-256 that the file has now; none where it is gone, or is not ours. */
export async function recordedHash(
  path: RawPath,
  recorded: Recorded | undefined,
): Promise<string | undefined> {
  if (recorded === undefined) return undefined
  const present = await sha256IfThere(path)
  return present !== undefined && [recorded].flat().includes(present) ? present : undefined
}
