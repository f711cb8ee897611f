/** `ingest`, `sort`, `archive`, `apply`, `undo`: what was moved, what was left, and why. */
import {z} from 'zod'
import {LEFT_CODES, NOTICE_CODES} from '../plan/move.ts'
import {bytes, count, document, failure, hash, optionalPathFields, pathFields, runId} from './common.ts'
import {volume} from './volume.ts'

export const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?$/)
  .describe("The camera's wall clock, ISO 8601, with an offset where it is known.")
export const dateSource = z.string().describe('Name of the source that knew the date.')
const volumeId = z.string().describe('Id of the volume.')
const part = z
  .string()
  .regex(/^[1-9]\d* of [1-9]\d*$/)
  .describe('Where its folder is too large for one volume: which part this is of, such as "1 of 3".')
const medium = z.string().describe('Name of the volume target.')

const move = {
  ...pathFields('from'),
  ...pathFields('to'),
  size: bytes,
  hash,
  reason: z.string(),
  ...optionalPathFields('keeper'),
  state: z.enum(['planned', 'done', 'failed', 'undone']),
}

const left = z.strictObject({...pathFields('path'), code: z.enum(LEFT_CODES), reason: z.string()})

const notices = z
  .array(z.strictObject({...pathFields('path'), code: z.enum(NOTICE_CODES), reason: z.string()}))
  .describe('Of files that were moved all the same: something to know.')

/** @param details what the planner adds to each move @param extra more keys of the document */
function moves<Name extends string, Details extends z.ZodRawShape, Extra extends z.ZodRawShape>(
  name: Name,
  details: Details,
  extra: Extra,
) {
  return document(name, {
    run: runId.nullable().describe('null on a dry run and where only a plan was written.'),
    dryRun: z.boolean(),
    moves: z.array(z.strictObject({...move, ...details})),
    left: z.array(left),
    errors: z.array(failure),
    ...extra,
    totals: z.strictObject({moved: count, movedBytes: bytes, left: count, errors: count}),
  })
}

/** A plan or a run may be any command's. */
const anyDetails = {
  date: date.optional(),
  dateSource: dateSource.optional(),
  volume: volumeId.optional(),
  medium: medium.optional(),
  part: part.optional(),
}

export const sort = moves('sort', {}, {})
const dated = {date: date.optional(), dateSource: dateSource.optional()}
export const ingest = moves('ingest', dated, {notices})
export const ingestWatch = document('ingest-watch', {
  runs: z.array(ingest).describe('Each round that was done, in order.'),
})
export const refile = moves('refile', dated, {
  notices,
  inPlace: count.describe('Files that have their place already.'),
})
export const archive = moves(
  'archive',
  {volume: volumeId, medium, part: part.optional()},
  {
    volumes: z.array(volume).describe('Those that something goes into.'),
    lowerBound: count.describe('No packing could use fewer volumes (Martello and Toth, L2).'),
    aboveLowerBound: count.describe('How many volumes more than that were planned.'),
    order: z.string().describe('How the volumes were filled: strict, free, or window:N.'),
    ecc: z
      .strictObject({
        name: z.string().describe('Of its provider.'),
        leastPercent: z.number().describe('Redundancy that there is room for at least.'),
        bytes: bytes.describe('Kept on each medium, beside what is reserved.'),
      })
      .nullable()
      .describe('Error correction that room was kept for; null: none.'),
  },
)
export const apply = moves('apply', anyDetails, {})
export const undo = moves('undo', anyDetails, {})
