/** Volumes, in documents and in the files that lie on them. */
import {z} from 'zod'
import {COPY_STATES} from '../catalog/copy-states.ts'
import {absolutePath, bytes, count, document, hash, optionalPathFields, pathFields, time} from './common.ts'
import {toldEvent} from './volume-events.ts'

export const volumeState = z.enum([
  'unburned',
  'imaged',
  'burned',
  'verified',
  'audited',
  'failed',
  'lost',
  'offline',
])

export const copyState = z.enum(COPY_STATES)
const where = z.string().nullable().describe('Where it is kept; null: nobody said.')

export const copy = z.strictObject({
  name: z.string().describe('a of MS-0001/a.'),
  state: copyState,
  where,
  changedAt: time.nullable(),
  verifiedAt: time.nullable().describe('When all of it was last read and found good.'),
  adopted: z.literal(true).optional().describe('An index told of it; this catalog never read it.'),
})

/** What discs tell besides, as it was when their image was made. */
const told = {
  copies: z.array(copy).optional(),
  events: z.array(toldEvent).optional().describe('Oldest first.'),
}

const id = z.string().describe('Such as MS-0001.')
export const part = z.strictObject({...pathFields('folder', z.string()), number: count, of: count})
export const parts = z.array(part).describe('Folders too large for one volume: which part of them lies here.')
const fields = {
  state: volumeState,
  medium: z.string().describe('Name of the volume target.'),
  capacityBytes: bytes,
  usedBytes: bytes.describe(
    'Upper bound on what its image takes, in bytes; error correction comes on top, where it gets any.',
  ),
  payloadBytes: bytes,
  files: count,
  folders: z.array(z.string()).describe('Below data/.'),
  parts: parts.optional(),
}

export const volume = z.strictObject({id, ...pathFields('path', absolutePath), ...fields})

export const relativePath = z.string().regex(/^[^/]/)

/** `<ARCHIVE>/index.json`, and `archive-index.json` on discs; paths are relative to the archive. */
export const archiveIndex = document('archive-index', {
  volumes: z.array(z.strictObject({id, ...pathFields('path', relativePath), ...fields, ...told})),
  files: z.array(
    z.strictObject({
      ...pathFields('path', relativePath),
      hash,
      size: bytes,
      volume: id,
      ...optionalPathFields('original'),
    }),
  ),
})

/** `volume-index.json` of a volume; paths are relative to the volume. */
export const volumeIndex = document('volume-index', {
  id,
  medium: z.string(),
  ...told,
  parts: parts.optional(),
  files: z.array(
    z.strictObject({
      path: relativePath,
      hash: hash.describe('BLAKE3.'),
      sha256: hash,
      sha512: hash.optional(),
      size: bytes,
      ...optionalPathFields('original'),
    }),
  ),
})
