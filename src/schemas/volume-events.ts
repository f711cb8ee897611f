/** What happened to volumes and copies: in `history --events`, and in the indexes that lie on volumes. */
import {z} from 'zod'
import {COPY_STATES} from '../catalog/copy-states.ts'
import {VOLUME_EVENTS} from '../catalog/volume-events.ts'
import {count, document, hash, optionalPathFields, pathFields, runId, time} from './common.ts'

/** The error correction that an image carries. */
export const eccShape = {
  name: z.string().describe('Of its provider.'),
  version: z.string(),
  imageSectors: count.describe('Sectors of the image without it, of 2048 bytes.'),
  redundancyPercent: z.number().describe('Error correction in percent of what it corrects.'),
}

const imageShape = {
  sha256: hash,
  sectors: count,
  sectorBytes: count,
  ...optionalPathFields('file'),
  imager: z.string(),
  version: z.string(),
  archiveIndex: z.boolean().optional().describe('false: without the index of the whole archive.'),
  ecc: z
    .object({
      ...eccShape,
      vital: z
        .array(z.object({sector: count, packed: z.string().describe('2048 bytes by DEFLATE, in base64.')}))
        .optional()
        .describe('Sectors of the image that its error correction is not recognized without.'),
    })
    .optional(),
}

const checkShape = {
  result: z.enum(['ok', 'damaged']),
  sectors: count.optional().describe('Sectors that were read; not there where only files were.'),
  files: count.describe('Files that were read and compared.'),
  subset: z
    .strictObject({part: z.int().min(1), of: z.int().min(1)})
    .optional()
    .describe('Only this part was read.'),
  damaged: z.array(z.strictObject(pathFields('path', z.string()))).describe('Below the volume.'),
}

const fields = {
  id: runId,
  at: time,
  volume: z.string(),
  copy: z.string().nullable().describe('null: the volume itself.'),
  event: z.enum(VOLUME_EVENTS),
  state: z.enum([...COPY_STATES, 'offline']).describe('That it left the copy, or the volume, in.'),
  by: z.string().describe('The command that saw it.'),
  where: z.string().optional(),
  burnedImage: hash.optional().describe('SHA-256 of the image that was written.'),
  reason: z.string().optional(),
}

/** As an index tells of it: in whichever archive the volume is, wherever its image was made. */
export const toldEvent = z.object({
  ...fields,
  image: z.object(imageShape).optional(),
  check: z.object(checkShape).optional(),
})

export const historyEvents = document('history-events', {
  events: z.array(
    z.strictObject({
      ...fields,
      image: z.strictObject(imageShape).optional(),
      check: z.strictObject(checkShape).optional(),
      ...pathFields('archive'),
      adopted: z.boolean().describe('Told by an index that was read, not seen by this catalog.'),
    }),
  ),
})
