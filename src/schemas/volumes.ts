/** `volumes list|show|locate|mark|due|release`. */
import {z} from 'zod'
import {COPY_STATES} from '../catalog/copy-states.ts'
import {bytes, count, document, failure, hash, optionalPathFields, pathFields, runId, time} from './common.ts'
import {relativePath, volume, volumeState} from './volume.ts'

const copyState = z.enum(COPY_STATES)
const where = z.string().nullable().describe('Where it is kept; null: nobody said.')

const copy = z.strictObject({
  name: z.string().describe('a of MS-0001/a.'),
  state: copyState,
  where,
  changedAt: time.nullable(),
  verifiedAt: time.nullable().describe('When all of it was last read and found good.'),
  adopted: z.literal(true).optional().describe('An index told of it; this catalog never read it.'),
})

const known = volume.extend({...pathFields('archive'), copies: z.array(copy)})
const content = {
  hash: hash.nullable().describe('null: not read yet.'),
  size: bytes,
  ...optionalPathFields('original'),
}

export const volumesList = document('volumes-list', {volumes: z.array(known)})

export const volumesShow = document('volumes-show', {
  volume: known.extend({filledBy: z.array(runId).describe('Runs that put files into it, oldest first.')}),
  files: z.array(z.strictObject({...pathFields('path', relativePath), ...content})),
})

export const volumesLocate = document('volumes-locate', {
  files: z.array(z.strictObject({volume: z.string(), state: volumeState, ...pathFields('path'), ...content})),
})

export const volumesMark = document('volumes-mark', {
  volume: z.string(),
  ...pathFields('archive'),
  copy,
  from: copyState.describe('Of the copy, before.'),
  volumeState: volumeState.describe('The best of the volume’s copies.'),
  errors: z.array(failure),
})

export const volumesDue = document('volumes-due', {
  auditEveryMs: count.describe('How often a copy is to be read again, in milliseconds.'),
  copies: z
    .array(
      copy.extend({
        volume: z.string(),
        ...pathFields('archive'),
        due: z.boolean(),
        dueAt: time.nullable().describe('null: it was never verified, and is due now.'),
      }),
    )
    .describe(
      'Every copy that was written and is not lost or failed; never verified ones first, then by dueAt.',
    ),
  short: z
    .array(z.strictObject({volume: z.string(), ...pathFields('archive'), verified: count, wanted: count}))
    .describe('Volumes that are not open any more and have fewer verified copies than the config wants.'),
})

export const volumesRelease = document('volumes-release', {
  volume: z.string(),
  ...pathFields('archive'),
  ...pathFields('path'),
  deletable: z.boolean().describe('The directory is there, and may be deleted.'),
  files: count,
  bytes,
  copies: z.array(copy),
  errors: z.array(failure),
})
