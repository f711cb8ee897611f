/** Runs and their moves: what was planned, what is being done, what was done. A dry run uses a temporary database. */
import {fromBytes, type RawPath, toBytes} from '../paths/bytes.ts'
import type {Move} from '../plan/move.ts'
import {claimedOf} from './claim.ts'
import {type Database, type SqlRow, type SqlValue, toNumber} from './database.ts'
import {
  headerJson,
  MOVE_COLUMNS,
  moveValues,
  pathsJson,
  RUN_COLUMNS,
  type RunHeader,
  type RunRecord,
  runRecord,
  type StoredMove,
  type StoredState,
  storedMove,
} from './run-rows.ts'
import {ulid} from './ulid.ts'

export type {RunHeader, RunRecord, StoredMove, StoredState} from './run-rows.ts'

export class Runs {
  readonly #db: Database
  /** Next free `seq` of each run that moves were added to. */
  readonly #next = new Map<string, number>()

  constructor(db: Database) {
    this.#db = db
  }

  /** All of `work`, durably, or nothing of it. */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work)
  }

  /** @returns the run's id, a ULID above all others */
  begin(header: RunHeader, plugins: Readonly<Record<string, string>> = {}): string {
    const newest = this.#db.query('SELECT max(id) FROM runs').get()?.[0]
    const id = ulid(typeof newest === 'string' ? newest : undefined)
    this.adopt(id, header, plugins)
    return id
  }

  /** Enters a run that has an id already: one that is read from its journal. */
  adopt(id: string, header: RunHeader, plugins: Readonly<Record<string, string>> = {}): void {
    this.#db
      .query(`INSERT INTO runs (${RUN_COLUMNS}) VALUES (?, ?, ?, ?, ?, NULL, ?)`)
      .run(
        id,
        header.command,
        toBytes(header.target),
        headerJson(header, plugins),
        Date.now(),
        header.undoes ?? null,
      )
  }

  /** Adds a move at the end. Moves of one asset are added one right after another. @returns its `seq` */
  add(run: string, move: Move): number {
    const seq = this.#next.get(run) ?? this.#firstFreeSeq(run)
    this.#next.set(run, seq + 1)
    this.#db
      .query(
        `INSERT INTO moves (${MOVE_COLUMNS}) VALUES (${'?, '.repeat(13)}'planned', NULL, NULL, NULL, NULL)`,
      )
      .run(run, seq, ...moveValues(move))
    return seq
  }

  #firstFreeSeq(run: string): number {
    return toNumber(this.#db.query('SELECT coalesce(max(seq), 0) + 1 FROM moves WHERE run = ?').get(run)?.[0])
  }

  /**
   * The next planned moves after `after`: up to so many moves or bytes, and the rest of the last one's asset. One that
   * goes where another one of them leaves, or comes from where it goes, waits for that one.
   */
  claim(run: string, most: {moves: number; bytes: number}, after = 0): StoredMove[] {
    return claimedOf(this.moves(run, {state: 'planned', after}), most)
  }

  /** A run's moves in order, or the other way round. */
  *moves(
    run: string,
    filter: {state?: StoredState; after?: number; reverse?: boolean} = {},
  ): Generator<StoredMove, void, undefined> {
    const state = filter.state === undefined ? '' : 'AND state = ?'
    const order = filter.reverse ? 'DESC' : 'ASC'
    const statement = this.#db.prepare(
      `SELECT ${MOVE_COLUMNS} FROM moves WHERE run = ? AND seq > ? ${state} ORDER BY seq ${order}`,
    )
    const values: SqlValue[] = [run, filter.after ?? 0]
    if (filter.state !== undefined) values.push(filter.state)
    for (const row of statement.iterate(...values)) yield storedMove(row)
  }

  /** About to be moved to `to`: recorded before the disk is touched. */
  intend(run: string, seq: number, intent: {to: RawPath; blake3: string; made: readonly RawPath[]}): void {
    this.#db
      .query(
        `UPDATE moves SET state = 'intent', code = NULL, message = NULL, target = ?, blake3 = ?, made = ?
         WHERE run = ? AND seq = ?`,
      )
      .run(toBytes(intent.to), Buffer.from(intent.blake3, 'hex'), pathsJson(intent.made), run, seq)
  }

  /** What became of a move; `code` and `message` say why it failed or was left. */
  setState(run: string, seq: number, state: StoredState, why: {code?: string; message?: string} = {}): void {
    this.#db
      .query('UPDATE moves SET state = ?, code = ?, message = ? WHERE run = ? AND seq = ?')
      .run(state, why.code ?? null, why.message ?? null, run, seq)
  }

  /** The file that `run` put at `target` was taken back by an undo. */
  markUndone(run: string, target: RawPath): void {
    this.#db
      .query("UPDATE moves SET state = 'undone' WHERE target = ? AND run = ? AND state = 'done'")
      .run(toBytes(target), run)
  }

  end(run: string): void {
    this.#db.query('UPDATE runs SET ended_ms = ? WHERE id = ?').run(Date.now(), run)
  }

  get(run: string): RunRecord | undefined {
    const row = this.#db.query(`SELECT ${RUN_COLUMNS} FROM runs WHERE id = ?`).get(run)
    return row && this.#record(row)
  }

  /** Newest first. */
  list(limit: number): RunRecord[] {
    const rows = this.#db.query(`SELECT ${RUN_COLUMNS} FROM runs ORDER BY id DESC LIMIT ?`).all(limit)
    return rows.map((row) => this.#record(row))
  }

  /** Runs that never came to their end, oldest first. */
  unfinished(): RunRecord[] {
    const rows = this.#db.query(`SELECT ${RUN_COLUMNS} FROM runs WHERE ended_ms IS NULL ORDER BY id`).all()
    return rows.map((row) => this.#record(row))
  }

  /** The newest run that is no undo and of which something is still to be undone. */
  lastUndoable(): string | undefined {
    const row = this.#db
      .query(
        `SELECT id FROM runs WHERE command <> 'undo'
         AND EXISTS (SELECT 1 FROM moves WHERE run = runs.id AND state = 'done') ORDER BY id DESC LIMIT 1`,
      )
      .get()
    return row === undefined ? undefined : String(row[0])
  }

  /** Of a run's moves, by `seq`: the newest later run that took the file on from where this one put it. */
  takenOnBy(run: string): Map<number, string> {
    const rows = this.#db
      .query(
        `SELECT own.seq, max(later.run) FROM moves own JOIN moves later ON later.source = own.target
         WHERE own.run = ?1 AND own.state = 'done' AND later.run > ?1 AND later.state = 'done' AND later.copy = 0
         GROUP BY own.seq`,
      )
      .all(run)
    return new Map(rows.map(([seq, later]) => [toNumber(seq), String(later)]))
  }

  /** Of a run's moves, by `seq`: where the file came from, and the later move of the same run that took it on. */
  takenOnWithin(run: string): Map<number, {later: number; from: RawPath}> {
    const rows = this.#db
      .query(
        `SELECT own.seq, min(later.seq), own.source FROM moves own JOIN moves later ON later.source = own.target
         WHERE own.run = ?1 AND later.run = ?1 AND later.seq > own.seq AND own.state = 'done' AND later.state = 'done'
         GROUP BY own.seq`,
      )
      .all(run)
    return new Map(
      rows.map(([seq, later, from]) => [
        toNumber(seq),
        {later: toNumber(later), from: fromBytes(from as Uint8Array)},
      ]),
    )
  }

  /** The newest move that brought a file to `target` when it was filed, or filed anew. */
  filing(target: RawPath): StoredMove | undefined {
    const row = this.#db
      .query(
        `SELECT ${MOVE_COLUMNS} FROM moves WHERE target = ? AND state = 'done'
         AND run IN (SELECT id FROM runs WHERE command IN ('ingest', 'refile')) ORDER BY run DESC, seq DESC LIMIT 1`,
      )
      .get(toBytes(target))
    return row && storedMove(row)
  }

  #record(row: SqlRow): RunRecord {
    return runRecord(row, this.#counts(String(row[0])))
  }

  #counts(run: string): Pick<RunRecord, 'counts' | 'doneBytes'> {
    const counts = {planned: 0, intent: 0, done: 0, failed: 0, left: 0, undone: 0}
    let doneBytes = 0
    const rows = this.#db
      .query('SELECT state, count(*), sum(size) FROM moves WHERE run = ? GROUP BY state')
      .all(run)
    for (const [state, files, bytes] of rows) {
      counts[state as StoredState] = toNumber(files)
      if (state === 'done') doneBytes = toNumber(bytes)
    }
    return {counts, doneBytes}
  }
}
