/**
 * A run's journal beside the files it moved: NDJSON at `<target>/.mediastruct/journal/<run>.ndjson`, durable before each
 * step. With it alone a run can be undone when the catalog is gone.
 */
import {type FileHandle, open} from 'node:fs/promises'
import type {RunHeader} from '../catalog/runs.ts'
import {MediaStructError} from '../errors.ts'
import {makeDirectories, syncDirectory} from '../own/directories.ts'
import {fromBytes, fromText, join, pathFields, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import type {Move, PlannedCommand} from '../plan/move.ts'
import type {Job} from './job.ts'
import {TargetLock} from './target-lock.ts'

const JOURNAL_SCHEMA = 'mediastruct/journal@1'

/** Where a run's journal lies. */
export function journalPath(target: RawPath, run: string): RawPath {
  return join(target, `.mediastruct/journal/${run}.ndjson` as RawPath)
}

export class Journal {
  readonly #handle: FileHandle
  readonly #lock: TargetLock

  private constructor(handle: FileHandle, lock: TargetLock) {
    this.#handle = handle
    this.#lock = lock
  }

  /**
   * Starts a run's journal, or goes on with it. While it is open, no other run puts files into that target.
   * @throws MediaStructError TARGET_LOCKED, TARGET_UNLOCKABLE; errno errors
   */
  static async open(run: string, header: RunHeader): Promise<Journal> {
    const path = journalPath(header.target, run)
    const directory = join(header.target, fromText('.mediastruct/journal'))
    await makeDirectories(directory)
    const lock = await TargetLock.acquire(header.target)
    try {
      const journal = new Journal(await open(toBytes(path), 'a', 0o644), lock)
      if ((await journal.#handle.stat()).size === 0) await journal.#append([headerLine(run, header)])
      await syncDirectory(directory)
      return journal
    } catch (error) {
      lock.release()
      throw error
    }
  }

  /** These files are about to get these names. */
  async intend(jobs: readonly Job[]): Promise<void> {
    await this.#append(jobs.map(intentLine))
  }

  /**
   * `done`, `back` (about to be taken back), `placeholder` (an empty file of ours may hold the name), `failed`; `stayed`:
   * not begun, or taken back, when the run was interrupted.
   */
  async note(
    step: 'done' | 'back' | 'placeholder' | 'failed' | 'stayed',
    jobs: readonly Job[],
  ): Promise<void> {
    await this.#append(jobs.map(({move}) => ({seq: move.seq, step})))
  }

  async close(): Promise<void> {
    await this.#handle.close()
    this.#lock.release()
  }

  async #append(lines: readonly object[]): Promise<void> {
    if (lines.length === 0) return
    // A line torn by power loss must not swallow the next: each batch begins on a line of its own.
    const bytes = Buffer.from(`\n${lines.map((line) => JSON.stringify(line)).join('\n')}\n`, 'utf8')
    for (let at = 0; at < bytes.length; ) at += (await this.#handle.write(bytes, at)).bytesWritten
    await this.#handle.datasync()
  }
}

function headerLine(run: string, {command, target, masters, algorithm, undoes}: RunHeader): object {
  return {
    schema: JOURNAL_SCHEMA,
    run,
    command,
    ...pathFields('target', target),
    masters: masters.map((path) => pathFields('path', path)),
    algorithm,
    undoes,
  }
}

function intentLine({move, source, to, made}: Job): object {
  return {
    seq: move.seq,
    step: 'intent',
    ...pathFields('from', move.from),
    ...pathFields('to', to),
    size: move.size,
    mtimeNs: String(move.mtimeNs),
    blake3: source.blake3,
    hash: move.hash,
    algorithm: move.algorithm,
    reason: move.reason,
    copy: move.copy || undefined,
    asset: move.asset,
    made: made.length === 0 ? undefined : made.map((path) => pathFields('path', path)),
  }
}

/** A move as a journal tells it. */
interface JournalMove extends Move {
  readonly seq: number
  readonly blake3: string
  readonly made: readonly RawPath[]
  /** The last step that was journalled: after `intent` the file may be on either side. */
  readonly step: string
}

export interface JournalFile {
  readonly run: string
  readonly header: RunHeader
  readonly moves: readonly JournalMove[]
}

interface Line {
  [field: string]: unknown
}

/** Reads a journal; a torn line (power loss) is passed over. @throws MediaStructError BAD_JOURNAL; errno errors */
export async function readJournal(path: RawPath): Promise<JournalFile> {
  const moves = new Map<number, JournalMove>()
  let start: Omit<JournalFile, 'moves'> | undefined
  const file = await open(toBytes(path))
  try {
    for await (const text of file.readLines({encoding: 'utf8'})) {
      const line = parse(text)
      if (!line) continue
      if (!start) start = readHeader(path, line)
      else readStep(line, start.header, moves)
    }
  } finally {
    await file.close()
  }
  if (!start) throw notAJournal(path)
  return {...start, moves: [...moves.values()]}
}

function parse(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Line) : undefined
  } catch {
    return undefined
  }
}

function readHeader(path: RawPath, line: Line): Omit<JournalFile, 'moves'> {
  const target = readPath(line, 'target')
  if (line.schema !== JOURNAL_SCHEMA || typeof line.run !== 'string' || target === undefined) {
    throw notAJournal(path)
  }
  return {
    run: line.run,
    header: {
      command: line.command as PlannedCommand,
      target,
      masters: readPaths(line.masters),
      algorithm: String(line.algorithm),
      undoes: typeof line.undoes === 'string' ? line.undoes : undefined,
    },
  }
}

function readStep(line: Line, header: RunHeader, moves: Map<number, JournalMove>): void {
  const seq = Number(line.seq)
  const step = String(line.step)
  const known = moves.get(seq)
  if (step !== 'intent') {
    if (known) moves.set(seq, {...known, step})
    return
  }
  const from = readPath(line, 'from')
  const to = readPath(line, 'to')
  if (from === undefined || to === undefined || !/^-?\d+$/.test(String(line.mtimeNs))) return
  moves.set(seq, {
    seq,
    step,
    from,
    to,
    size: Number(line.size),
    mtimeNs: BigInt(String(line.mtimeNs)),
    blake3: String(line.blake3),
    hash: String(line.hash),
    algorithm: String(line.algorithm ?? header.algorithm),
    reason: String(line.reason),
    copy: line.copy === true,
    asset: typeof line.asset === 'string' ? line.asset : undefined,
    made: readPaths(line.made),
  })
}

function readPaths(value: unknown): RawPath[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item: Line) => readPath(item, 'path') ?? [])
}

function readPath(line: Line, field: string): RawPath | undefined {
  const bytes = line[`${field}Bytes`]
  if (typeof bytes === 'string') return fromBytes(Buffer.from(bytes, 'base64'))
  const text = line[field]
  return typeof text === 'string' && text.startsWith('/') ? fromText(text) : undefined
}

function notAJournal(path: RawPath): MediaStructError {
  return new MediaStructError('BAD_JOURNAL', `${toText(path)} is not the journal of a run.`, {
    hint: 'Journals lie in .mediastruct/journal/ at the root of the tree that a run moved files into.',
  })
}
