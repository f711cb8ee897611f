/** A plan file: NDJSON, the header first, then one move a line. */
import {z} from 'zod'
import {headerSchema, moveSchema} from '../plan/plan-file.ts'

export const planLine = z.union([headerSchema, moveSchema])
