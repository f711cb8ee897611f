/** How volumes are named: a label, and a number that is never given twice. */
import {readdir} from 'node:fs/promises'
import {basename, errnoOf, MediaStructError, type RawPath, toBytes, toText} from 'mediastruct'

/** Short enough for an id to be the name of an ISO 9660 volume, which has 32 characters at most. */
const LABEL = /^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$/

/**
 * What ids begin with.
 * @throws MediaStructError BAD_LABEL
 */
export function parseLabel(text: string): string {
  if (LABEL.test(text)) return text
  throw new MediaStructError('BAD_LABEL', `"${text}" can't be the label of volumes.`, {
    hint: 'Write up to 16 letters and digits, "-" and "_" after the first.',
  })
}

/** As short as the name of an ISO 9660 volume (ECMA-119, 8.4.8), and no path. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/

export function isVolumeId(text: string): boolean {
  return ID.test(text)
}

/** Ids after the highest that is taken, without end: `MS-0001`, `MS-0002` … */
export function* idsAfter(label: string, taken: Iterable<string>): Generator<string, never> {
  let number = 0
  for (const id of taken) number = Math.max(number, numberOf(label, id) ?? 0)
  for (;;) yield `${label}-${String(++number).padStart(4, '0')}`
}

/** The number of an id of this label; case is ignored, as some file systems do. */
export function numberOf(label: string, id: string): number | undefined {
  const prefix = `${label}-`.toLowerCase()
  const digits = id.toLowerCase().startsWith(prefix) ? id.slice(prefix.length) : ''
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined
}

/** Names in the archive's root, which no new volume may take; none where there is no such directory yet. */
export async function namesOnDisk(archive: RawPath): Promise<string[]> {
  try {
    const names = await readdir(toBytes(archive), {encoding: 'latin1'})
    return names.map((name) => toText(basename(name as RawPath)))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}
