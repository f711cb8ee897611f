/** Runs and moves as rows: what the tables hold, and what the program makes of them. */
import {fromBytes, isUtf8, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import type {Move, PlanHeader, PlannedCommand} from '../plan/move.ts'
import {type SqlRow, type SqlValue, toNumber} from './database.ts'

/** `intent`: on disk it may be anywhere between here and there; only recovery knows. */
export type StoredState = 'planned' | 'intent' | 'done' | 'failed' | 'left' | 'undone'

/** A move as the catalog has it; `to` is the wished target, then the one taken. */
export interface StoredMove extends Move {
  readonly run: string
  readonly seq: number
  readonly state: StoredState
  /** BLAKE3 measured immediately before the move, lower-case hex. */
  readonly blake3: string | undefined
  readonly code: string | undefined
  readonly message: string | undefined
  /** Directories made for it, outermost first. */
  readonly made: readonly RawPath[]
}

/** A plan's header, and the run that it reverses. */
export interface RunHeader extends PlanHeader {
  readonly undoes?: string | undefined
}

export interface RunRecord {
  readonly id: string
  readonly header: RunHeader
  /** Versions of the plugins that took part, by name. */
  readonly plugins: Readonly<Record<string, string>>
  /** ms since 1970. */
  readonly startedMs: number
  /** ms since 1970; `undefined` while it goes on, and where it was interrupted. */
  readonly endedMs: number | undefined
  readonly counts: Readonly<Record<StoredState, number>>
  /** Bytes of the moves that were done. */
  readonly doneBytes: number
}

export const MOVE_COLUMNS =
  'run, seq, source, target, size, mtime_ns, hash, algorithm, reason, keeper, asset, copy, details, state, blake3, code, message, made'
export const RUN_COLUMNS = 'id, command, target, header, started_ms, ended_ms, undoes'

/** A path in JSON: text, or base64 where the text would lose something. */
type PathJson = string | {bytes: string}

interface StoredHeader {
  masters: PathJson[]
  algorithm: string
  plugins: Record<string, string>
}

export function headerJson(header: RunHeader, plugins: Readonly<Record<string, string>>): string {
  const stored: StoredHeader = {masters: header.masters.map(pathToJson), algorithm: header.algorithm, plugins}
  return JSON.stringify(stored)
}

/** @param counted what became of its moves */
export function runRecord(row: SqlRow, counted: Pick<RunRecord, 'counts' | 'doneBytes'>): RunRecord {
  const [id, command, target, header, started, ended, undoes] = row
  const {masters, algorithm, plugins} = JSON.parse(String(header)) as StoredHeader
  return {
    id: String(id),
    header: {
      command: command as PlannedCommand,
      target: fromBytes(target as Uint8Array),
      masters: masters.map(pathFromJson),
      algorithm,
      undoes: optionalText(undoes),
    },
    plugins,
    startedMs: toNumber(started),
    endedMs: ended === null ? undefined : toNumber(ended),
    ...counted,
  }
}

function pathToJson(path: RawPath): PathJson {
  return isUtf8(path) ? toText(path) : {bytes: toBytes(path).toString('base64')}
}

function pathFromJson(json: PathJson): RawPath {
  return fromBytes(typeof json === 'string' ? Buffer.from(json, 'utf8') : Buffer.from(json.bytes, 'base64'))
}

export function pathsJson(paths: readonly RawPath[]): string | null {
  return paths.length === 0 ? null : JSON.stringify(paths.map(pathToJson))
}

export function moveValues(move: Move): SqlValue[] {
  return [
    toBytes(move.from),
    toBytes(move.to),
    move.size,
    move.mtimeNs,
    Buffer.from(move.hash, 'hex'),
    move.algorithm,
    move.reason,
    move.keeper === undefined ? null : toBytes(move.keeper),
    move.asset ?? null,
    move.copy ? 1 : 0,
    move.details === undefined ? null : JSON.stringify(move.details),
  ]
}

export function storedMove(row: SqlRow): StoredMove {
  const [run, seq, from, to, size, mtimeNs, hash, algorithm, reason, keeper, asset, copy, details, ...rest] =
    row
  const [state, blake3, code, message, made] = rest
  return {
    run: String(run),
    seq: toNumber(seq),
    from: fromBytes(from as Uint8Array),
    to: fromBytes(to as Uint8Array),
    size: toNumber(size),
    mtimeNs: mtimeNs as bigint,
    hash: hex(hash as Uint8Array),
    algorithm: String(algorithm),
    reason: String(reason),
    keeper: keeper === null ? undefined : fromBytes(keeper as Uint8Array),
    asset: optionalText(asset),
    copy: copy === 1n,
    details: details === null ? undefined : (JSON.parse(String(details)) as Record<string, string>),
    state: state as StoredState,
    blake3: blake3 === null ? undefined : hex(blake3 as Uint8Array),
    code: optionalText(code),
    message: optionalText(message),
    made: made === null ? [] : (JSON.parse(String(made)) as PathJson[]).map(pathFromJson),
  }
}

function optionalText(value: SqlRow[number] | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
