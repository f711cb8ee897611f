import {z} from 'zod'
import {NOT_HELD_CODES} from '../status/safe-to-wipe.ts'
import {SHOWABLE} from '../status/tree-status.ts'
import {bytes, count, document, failure, pathFields, sum, time} from './common.ts'

const tree = z.strictObject({
  ...pathFields('path'),
  role: z.enum(['archive', 'master', 'library', 'tree', 'drop', 'duplicates']),
  master: z.boolean(),
  crawledAt: time.nullable().describe('null: never completely.'),
  files: count,
  bytes,
  archived: sum.describe('The archive (or a tree of --against) holds the content.'),
  unarchived: sum.describe('It does not.'),
  onMedia: sum.describe('At least `copies` verified copies hold it.'),
  redundant: sum.describe('Another file has the same content.'),
  told: sum
    .optional()
    .describe('Known from an index that was imported, and not read here since; absent for none.'),
})

const path = z.strictObject(pathFields('path'))

const safeToWipe = z.strictObject({
  ...pathFields('path'),
  safe: z.boolean(),
  files: count.describe('Files that were read.'),
  bytes,
  notHeld: z.array(z.strictObject({...pathFields('path'), code: z.enum(NOT_HELD_CODES), reason: z.string()})),
  junk: z.array(path),
  errors: z.array(failure),
})

/** `--show` adds `show` and `paths`, `--safe-to-wipe` adds its answer; `trees` is empty then. */
export const status = document('status', {
  trees: z.array(tree),
  show: z.enum(SHOWABLE).optional(),
  paths: z.array(path).optional(),
  safeToWipe: safeToWipe.optional(),
})
