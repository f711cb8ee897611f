/**
 * What the schemas of several documents share.
 *
 * A schema says all that this version prints, and is strict, so that a test finds whatever is not written down.
 * Documents grow: the JSON Schemas that ship don't forbid further keys, and readers pass over what they don't know.
 */
import {z} from 'zod'

export const absolutePath = z
  .string()
  .regex(/^\//)
  .describe('Absolute; U+FFFD where the name is not valid UTF-8.')
const base64 = z.base64()
export const hash = z
  .string()
  .regex(/^(?:[0-9a-f]{2})+$/)
  .describe('Lower-case hex.')
export const count = z.int().nonnegative()
export const bytes = z.int().nonnegative().describe('Bytes.')
export const time = z.iso.datetime().describe('UTC, ISO 8601.')
export const runId = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  .describe('A ULID.')
/** errno name, or a code of ours. */
export const code = z.string().regex(/^[A-Z][A-Z0-9_]*$/)

const rawBytes = base64
  .optional()
  .describe('The raw bytes in base64, only where the name is not valid UTF-8.')

type PathFields<Name extends string, Path extends z.ZodType> = Record<Name, Path> &
  Record<`${Name}Bytes`, typeof rawBytes>

/** A path, and its bytes beside it where its text loses something. */
export function pathFields<Name extends string>(name: Name): PathFields<Name, typeof absolutePath>
export function pathFields<Name extends string, Path extends z.ZodType>(
  name: Name,
  path: Path,
): PathFields<Name, Path>
export function pathFields(name: string, path: z.ZodType = absolutePath): Record<string, z.ZodType> {
  return {[name]: path, [`${name}Bytes`]: rawBytes}
}

/** As `pathFields`, for what not every entry has. */
export function optionalPathFields<Name extends string>(name: Name) {
  return pathFields(name, absolutePath.optional())
}

const cutShort = z
  .strictObject({code, message: z.string()})
  .optional()
  .describe('Only where the document had begun and could not be finished.')

/** A document that begins with its schema's name, `mediastruct/<name>@1`. */
export function document<Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) {
  return z.strictObject({schema: z.literal(`mediastruct/${name}@1`), error: cutShort, ...shape})
}

export const sum = z.strictObject({files: count, bytes})

/** A file on which something failed. */
export const failure = z.strictObject({...pathFields('path'), code, message: z.string()})

/** Same size and time as indexed, other content. */
export const damage = z.strictObject({
  ...pathFields('path'),
  was: hash.describe('As indexed.'),
  is: hash.describe('As read now.'),
})

/** A file that is not as the index says. */
export const change = z.strictObject({...pathFields('path'), change: z.enum(['modified', 'removed'])})
