import {z} from 'zod'
import {PLANNED_COMMANDS} from '../plan/move.ts'
import {bytes, count, document, hash, pathFields, runId, time} from './common.ts'

const run = z.strictObject({
  run: runId,
  command: z.enum(PLANNED_COMMANDS),
  ...pathFields('target'),
  state: z.enum(['done', 'undone', 'interrupted']),
  startedAt: time,
  endedAt: time.nullable().describe('null: interrupted, or still going on.'),
  undoes: runId.nullable().describe('The run that this one reverses.'),
  counts: z
    .strictObject({planned: count, intent: count, done: count, failed: count, left: count, undone: count})
    .describe('Moves by state.'),
  bytes: bytes.describe('Bytes of the moves that were done.'),
  plugins: z.record(z.string(), z.string()).describe('Versions of the plugins that took part, by name.'),
})

const move = z.strictObject({
  ...pathFields('from'),
  ...pathFields('to'),
  size: bytes,
  hash,
  reason: z.string(),
  state: z.enum(['planned', 'intent', 'done', 'failed', 'left', 'undone']),
  code: z.string().optional().describe('Why it failed or was left.'),
  message: z.string().optional(),
})

/** All runs, or one with its moves. */
export const history = z.union([
  document('history', {runs: z.array(run)}),
  document('history', {run, moves: z.array(move)}),
])
