/** `ingest --explain`: why each file gets the date that it gets. */
import {z} from 'zod'
import {absolutePath, document, failure, pathFields} from './common.ts'
import {date, dateSource} from './moves.ts'

const orNull = absolutePath.nullable()

const candidate = z.strictObject({
  source: dateSource,
  field: z.string().describe('Where it stands; empty where the source does not say.'),
  written: z.string().describe('As it stands there.'),
  date: date.nullable().describe('The date that it is; null for none.'),
  verdict: z.enum(['taken', 'refused', 'not-needed']),
  reason: z.string().nullable().describe('Why it was refused, or is not needed.'),
})

export const ingestExplain = document('ingest-explain', {
  files: z.array(
    z.strictObject({
      ...pathFields('path'),
      ...pathFields(
        'primary',
        orNull.describe('The file that it belongs to; null where it stands for itself.'),
      ),
      candidates: z.array(candidate).describe('In the order in which the sources are asked.'),
      date: date.nullable().describe('What it gets; null: nothing dates it.'),
      dateSource: dateSource.nullable(),
      ...pathFields('dateFrom', orNull.describe('The file whose date that is, where it is another one.')),
    }),
  ),
  errors: z.array(failure),
})
