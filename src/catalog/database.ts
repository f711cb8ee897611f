/** The one door to SQLite: `node:sqlite` behind a few words of our own, so that its changing names stay in this file. */
import {DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync} from 'node:sqlite'
import {pathToFileURL} from 'node:url'

export type SqlValue = SQLInputValue
/** Values as SQLite gives them: integers as bigint, BLOBs as Uint8Array. */
export type SqlRow = readonly SQLOutputValue[]

/** A prepared statement that answers with arrays and BigInts (an mtime in ns does not fit a double). */
export class Statement {
  readonly #statement: StatementSync

  constructor(statement: StatementSync) {
    statement.setReturnArrays(true)
    statement.setReadBigInts(true)
    this.#statement = statement
  }

  run(...values: SqlValue[]): {changes: number; lastId: number} {
    const {changes, lastInsertRowid} = this.#statement.run(...values)
    return {changes: Number(changes), lastId: Number(lastInsertRowid)}
  }

  get(...values: SqlValue[]): SqlRow | undefined {
    return this.#statement.get(...values) as SqlRow | undefined
  }

  all(...values: SqlValue[]): SqlRow[] {
    return this.#statement.all(...values) as unknown as SqlRow[]
  }

  iterate(...values: SqlValue[]): IterableIterator<SqlRow> {
    return this.#statement.iterate(...values) as unknown as IterableIterator<SqlRow>
  }
}

export interface OpenOptions {
  readOnly?: boolean
  /** Nobody can write it meanwhile: nothing is made beside it to tell readers and writers apart. */
  immutable?: boolean
}

export class Database {
  readonly file: string
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, Statement>()

  /** @param file as bytes where its name need not be UTF-8 */
  constructor(file: string | Buffer, options: OpenOptions = {}) {
    this.file = file.toString()
    const {readOnly = false, immutable = false} = options
    const name = immutable ? Object.assign(pathToFileURL(this.file), {search: '?immutable=1'}) : file
    this.#db = new DatabaseSync(name, {readOnly, timeout: 5000})
  }

  exec(sql: string): void {
    this.#db.exec(sql)
  }

  /** Prepared once, then reused. Not for a query that is still being iterated elsewhere: use `prepare` there. */
  query(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  prepare(sql: string): Statement {
    return new Statement(this.#db.prepare(sql))
  }

  /** Runs `work` in one transaction: all of it, or nothing. */
  transaction<T>(work: () => T): T {
    if (this.#db.isTransaction) return work()
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      this.rollBack()
      throw error
    }
  }

  /** Ends a transaction as if it had never begun; a full disk may have ended it already. */
  rollBack(): void {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
  }

  /** Bytes of its pages, those in the log included. */
  bytes(): number {
    const page = toNumber(this.query('PRAGMA page_size').get()?.[0])
    return page * toNumber(this.query('PRAGMA page_count').get()?.[0])
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close()
  }
}

/** A non-null integer column as a JavaScript number. */
export function toNumber(value: SQLOutputValue | undefined): number {
  return Number(value)
}
