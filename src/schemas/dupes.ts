import {z} from 'zod'
import {bytes, count, document, hash, pathFields, sum} from './common.ts'

const file = z.strictObject({
  ...pathFields('path'),
  ...pathFields('tree'),
  master: z.boolean(),
  keep: z.boolean(),
  reason: z.string(),
})

export const dupes = document('dupes', {
  groups: z.array(z.strictObject({hash, size: bytes, files: z.array(file).min(2)})),
  totals: z.strictObject({
    groups: count,
    files: count,
    redundantFiles: count.describe('Files with keep false.'),
    redundantBytes: bytes,
  }),
})

const folder = z.strictObject({
  ...pathFields('path'),
  held: sum.describe('What another folder holds, too.'),
  notHeld: sum,
  only: z.array(z.strictObject(pathFields('path'))).describe('What no other folder holds.'),
})

export const dupesFolders = document('dupes-folders', {folders: z.array(folder)})
