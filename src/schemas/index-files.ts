/** `index export|import|search|stats|relocate`. */
import {z} from 'zod'
import {bytes, count, document, hash, optionalPathFields, pathFields, time} from './common.ts'

const row = z.strictObject({...pathFields('path'), hash, size: bytes})

/** The one document without `schema`. */
export const indexRows = z.array(row).describe('`index export --json`, and an index file in the format json.')

/** `index export -o FILE --json`. */
export const indexExport = document('index-export', {
  ...pathFields('file'),
  rows: count,
  pending: count.describe('Files without a hash yet, not exported.'),
  errors: count.describe("Names that the format can't hold."),
})

export const indexImport = document('index-import', {
  files: count.describe('Rows taken in.'),
  known: count.describe('Rows of files that the index knows already.'),
  offline: count.describe('Of those taken in: files that are not there now.'),
  ...optionalPathFields('archive'),
  volumes: z
    .array(
      z.strictObject({
        id: z.string(),
        was: z
          .enum(['new', 'newer', 'known', 'older'])
          .describe(
            'newer: it was known while it was still filled; older: what is known of it is later than what is told.',
          ),
      }),
    )
    .optional()
    .describe('Of a volume or archive: all that its index tells of.'),
  events: count.optional().describe('What happened to copies, and was not known.'),
})

const found = z.strictObject({
  ...pathFields('path'),
  hash: hash.nullable().describe('null: not read yet.'),
  size: bytes,
  offline: z.boolean(),
  ...optionalPathFields('original'),
})

export const indexSearch = document('index-search', {files: z.array(found)})

const tree = z.strictObject({
  ...pathFields('path'),
  files: count,
  bytes,
  algorithm: z.string().nullable(),
  crawledAt: time.nullable().describe('null: never completely.'),
})

export const indexStats = document('index-stats', {
  trees: z.array(tree),
  totals: z.strictObject({
    files: count,
    bytes,
    contents: count.describe('Different contents.'),
    pending: count.describe('Files without a hash yet.'),
    offline: count,
    told: count.describe('Known from an index that was imported, and not read here since.'),
  }),
})

export const indexRelocate = document('index-relocate', {
  ...pathFields('from'),
  ...pathFields('to'),
  directories: count,
})
