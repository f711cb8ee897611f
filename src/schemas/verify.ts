import {z} from 'zod'
import {bytes, change, count, damage, document, failure, pathFields} from './common.ts'

const root = z.strictObject({
  ...pathFields('path'),
  ok: count.describe('Files read and found as indexed.'),
  bytes,
  pending: count.describe('Files without a hash yet.'),
  offline: count.describe('Files on volumes that are not here.'),
})

export const verify = document('verify', {
  roots: z.array(root),
  accepted: count.describe('Changes taken over by --accept.'),
  damaged: z.array(damage),
  changed: z.array(change),
  errors: z.array(failure),
})
