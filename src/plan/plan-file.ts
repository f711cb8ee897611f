/**
 * A plan as a file: NDJSON, the header first, then one move a line. A person may read it, and edit it:
 * what is read back is checked as if a stranger had written it, and the executor checks every move again.
 */
import {open} from 'node:fs/promises'
import {z} from 'zod'
import {fileFailure, MediaStructError} from '../errors.ts'
import {openOwnFile} from '../own/write.ts'
import {fromBytes, fromText, isUtf8, pathFields, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {type Move, PLANNED_COMMANDS, type PlanHeader} from './move.ts'

const PLAN_SCHEMA = 'mediastruct/plan@1'

/** An absolute path without `.`, `..`, empty parts or NUL. */
const pathText = z
  .string()
  .regex(/^\/[^\0]*$/, 'must be an absolute path')
  .refine(
    (path) =>
      !path
        .slice(1)
        .split('/')
        .some((part) => part === '.' || part === '..' || part === ''),
    {
      message: 'must have no ".", ".." or empty parts',
    },
  )
const base64 = z.base64()
const hexDigest = z.string().regex(/^(?:[0-9a-f]{2})+$/, 'must be a lower-case hex digest')
const name = z.string().min(1)

const placeSchema = z.strictObject({path: pathText, pathBytes: base64.optional()})

/** The first line. */
export const headerSchema = z.strictObject({
  schema: z.literal(PLAN_SCHEMA),
  command: z.enum(PLANNED_COMMANDS),
  target: pathText,
  targetBytes: base64.optional(),
  alsoInto: z.array(placeSchema).optional(),
  masters: z.array(placeSchema),
  algorithm: name,
})

/** Every further line. */
export const moveSchema = z.strictObject({
  from: pathText,
  fromBytes: base64.optional(),
  to: pathText,
  toBytes: base64.optional(),
  size: z.int().nonnegative(),
  mtimeNs: z.string().regex(/^-?\d{1,19}$/, 'must be nanoseconds since 1970, as a string'),
  hash: hexDigest,
  algorithm: name,
  reason: z.string(),
  keeper: pathText.optional(),
  keeperBytes: base64.optional(),
  asset: name.optional(),
  copy: z.boolean().optional(),
  details: z.record(z.string(), z.string()).optional(),
})

/** Writes a plan. @returns how many moves it has. @throws MediaStructError NOT_OURS where the file exists */
export async function writePlanFile(
  path: RawPath,
  header: PlanHeader,
  moves: Iterable<Move> | AsyncIterable<Move>,
): Promise<number> {
  const file = await openOwnFile(path)
  try {
    let count = 0
    await file.write(`${headerLine(header)}\n`)
    for await (const move of moves) {
      await file.write(`${moveLine(move)}\n`)
      count++
    }
    await file.commit()
    return count
  } finally {
    await file.abort()
  }
}

function headerLine({command, target, alsoInto = [], masters, algorithm}: PlanHeader): string {
  return JSON.stringify({
    schema: PLAN_SCHEMA,
    command,
    ...pathFields('target', target),
    ...(alsoInto.length > 0 && {alsoInto: alsoInto.map((path) => pathFields('path', path))}),
    masters: masters.map((path) => pathFields('path', path)),
    algorithm,
  })
}

function moveLine(move: Move): string {
  return JSON.stringify({
    ...pathFields('from', move.from),
    ...pathFields('to', move.to),
    size: move.size,
    mtimeNs: String(move.mtimeNs),
    hash: move.hash,
    algorithm: move.algorithm,
    reason: move.reason,
    ...(move.keeper === undefined ? {} : pathFields('keeper', move.keeper)),
    asset: move.asset,
    copy: move.copy || undefined,
    details: move.details,
  })
}

export interface PlanFile {
  readonly header: PlanHeader
  /** Each move, checked as it is read; ends with MediaStructError BAD_PLAN at the first line that is none. */
  readonly moves: AsyncIterable<Move>
}

/**
 * Opens a plan and reads its header. Read all its moves before the first is carried out: a bad line refuses the whole plan.
 * @throws MediaStructError BAD_PLAN with the line and what was expected there; UNREADABLE_PLAN
 */
export async function readPlanFile(path: RawPath): Promise<PlanFile> {
  const lines = numberedLines(path)
  const first = await lines.next().catch((error: unknown) => {
    throw unreadable(path, error)
  })
  if (first.done) throw badLine(path, 1, 'the file is empty')
  const header = parseHeader(path, first.value)
  return {header, moves: parseMoves(path, header, lines)}
}

interface Line {
  readonly number: number
  readonly text: string
}

async function* numberedLines(path: RawPath): AsyncGenerator<Line, void, undefined> {
  const file = await open(toBytes(path))
  try {
    let number = 0
    for await (const text of file.readLines({encoding: 'utf8'})) {
      number++
      if (text.trim() !== '') yield {number, text}
    }
  } finally {
    await file.close()
  }
}

function parseHeader(path: RawPath, line: Line): PlanHeader {
  const header = parseLine(path, line, headerSchema)
  const places = (field: string, list: readonly z.output<typeof placeSchema>[]) =>
    list.map((place) => rawPath(path, line, field, place.path, place.pathBytes))
  return {
    command: header.command,
    target: rawPath(path, line, 'target', header.target, header.targetBytes),
    ...(header.alsoInto && {alsoInto: places('alsoInto', header.alsoInto)}),
    masters: places('masters', header.masters),
    algorithm: header.algorithm,
  }
}

async function* parseMoves(
  path: RawPath,
  header: PlanHeader,
  lines: AsyncIterable<Line>,
): AsyncGenerator<Move> {
  for await (const line of lines) {
    const move = parseLine(path, line, moveSchema)
    if (move.algorithm !== header.algorithm && move.algorithm !== 'blake3') {
      throw badLine(path, line.number, `algorithm: must be "${header.algorithm}", as in the first line`)
    }
    yield {
      size: move.size,
      hash: move.hash,
      algorithm: move.algorithm,
      reason: move.reason,
      asset: move.asset,
      copy: move.copy,
      details: move.details,
      from: rawPath(path, line, 'from', move.from, move.fromBytes),
      to: rawPath(path, line, 'to', move.to, move.toBytes),
      mtimeNs: BigInt(move.mtimeNs),
      keeper:
        move.keeper === undefined ? undefined : rawPath(path, line, 'keeper', move.keeper, move.keeperBytes),
    }
  }
}

function parseLine<Schema extends z.ZodType>(path: RawPath, line: Line, schema: Schema): z.output<Schema> {
  let json: unknown
  try {
    json = JSON.parse(line.text)
  } catch {
    throw badLine(path, line.number, 'not a JSON object')
  }
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw badLine(path, line.number, `${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'invalid'}`)
}

/** The bytes where they are given, which must then be what the text shows. */
function rawPath(plan: RawPath, line: Line, field: string, text: string, bytes: string | undefined): RawPath {
  if (bytes === undefined) return fromText(text)
  const path = fromBytes(Buffer.from(bytes, 'base64'))
  if (isUtf8(path) || toText(path) !== text || !pathText.safeParse(path).success) {
    throw badLine(plan, line.number, `${field}Bytes: must hold the same path as ${field}`)
  }
  return path
}

function badLine(path: RawPath, number: number, problem: string): MediaStructError {
  return new MediaStructError('BAD_PLAN', `${toText(path)}, line ${number}: ${problem}.`, {
    hint: 'Nothing was touched. Write the plan anew with --plan, or mend that line.',
  })
}

function unreadable(path: RawPath, cause: unknown): MediaStructError {
  if (cause instanceof MediaStructError) return cause
  const {code, message} = fileFailure(cause)
  const problem =
    code === 'ENOENT'
      ? `There is no plan ${toText(path)}.`
      : `The plan ${toText(path)} can't be read: ${message}.`
  return new MediaStructError('UNREADABLE_PLAN', problem, {hint: 'Write one with --plan FILE.', cause})
}
