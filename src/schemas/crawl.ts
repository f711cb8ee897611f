import {z} from 'zod'
import {bytes, change, count, damage, document, failure, pathFields} from './common.ts'

const root = z.strictObject({
  ...pathFields('path'),
  state: z.enum(['crawled', 'fresh']).describe('fresh: left alone, its last crawl is young enough.'),
  files: count,
  bytes,
  hashed: count.describe('Files that were read.'),
  hashedBytes: bytes,
  unchanged: count,
  removed: count,
  skipped: count.describe('Junk, links, FIFOs, sockets, devices, and what patterns or plugins left out.'),
})

export const crawl = document('crawl', {
  threads: count,
  files: count,
  bytes,
  roots: z.array(root),
  damaged: z.array(damage),
  changed: z.array(change).describe('In masters, which should not change.'),
  errors: z.array(failure),
})
