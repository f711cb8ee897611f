/** Volumes, in documents and in the files that lie on them. */
import {z} from 'zod'
import {absolutePath, bytes, count, document, hash, optionalPathFields, pathFields} from './common.ts'

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

const id = z.string().describe('Such as MS-0001.')
const parts = z
  .array(z.strictObject({...pathFields('folder', z.string()), number: count, of: count}))
  .describe('Folders too large for one volume: which part of them lies here.')
const fields = {
  state: volumeState,
  medium: z.string().describe('Name of the volume target.'),
  capacityBytes: bytes,
  usedBytes: bytes.describe('Upper bound on what its image takes, in bytes.'),
  payloadBytes: bytes,
  files: count,
  folders: z.array(z.string()).describe('Below data/.'),
  parts: parts.optional(),
}

export const volume = z.strictObject({id, ...pathFields('path', absolutePath), ...fields})

export const relativePath = z.string().regex(/^[^/]/)

/** `<ARCHIVE>/index.json`; paths are relative to the archive. */
export const archiveIndex = document('archive-index', {
  volumes: z.array(z.strictObject({id, ...pathFields('path', relativePath), ...fields})),
  files: z.array(z.strictObject({...pathFields('path', relativePath), hash, size: bytes, volume: id})),
})

/** `volume-index.json` of a volume; paths are relative to the volume. */
export const volumeIndex = document('volume-index', {
  id,
  medium: z.string(),
  parts: parts.optional(),
  files: z.array(
    z.strictObject({
      path: relativePath,
      hash: hash.describe('BLAKE3.'),
      sha256: hash,
      size: bytes,
      ...optionalPathFields('original'),
    }),
  ),
})
