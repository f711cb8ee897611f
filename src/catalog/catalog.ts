/** The catalog: what every known tree held when it was last looked at. A memory, never evidence. */
import {basename, dirname, fromBytes, type RawPath, toBytes} from '../paths/bytes.ts'
import {type Database, type SqlRow, toNumber} from './database.ts'
import {Directories} from './directories.ts'
import {type CatalogMode, openIn} from './modes.ts'
import {
  type CatalogFile,
  DIRECTORY_COLUMN,
  FILE_COLUMNS,
  fileOf,
  subtree,
  TREE_COLUMNS,
  type Tree,
  treeOf,
} from './rows.ts'

export type {CatalogMode} from './modes.ts'
export type {CatalogFile, Tree} from './rows.ts'

/** The whole index, summed up. */
interface Totals {
  files: number
  bytes: number
  /** Different ones. */
  contents: number
  /** Without a hash yet. */
  pending: number
  offline: number
  /** Known from an index alone. */
  told: number
}

/** Files of one content. */
export interface SharedContent {
  hash: string
  /** Bytes of each. */
  size: number
  algorithm: string
  files: CatalogFile[]
}

export class Catalog {
  readonly file: string
  readonly db: Database
  readonly #close: () => void
  readonly #directories: Directories

  private constructor(file: string, db: Database, close: () => void) {
    this.file = file
    this.db = db
    this.#directories = new Directories(db)
    this.#close = close
  }

  /** @throws MediaStructError NO_CATALOG, CATALOG_BROKEN, CATALOG_NEWER, CATALOG_LOCKED */
  static open(file: string, mode: CatalogMode): Catalog {
    const {db, close} = openIn(mode, file)
    return new Catalog(file, db, close)
  }

  close(): void {
    this.#close()
  }

  /** All of it, or nothing. */
  transaction<T>(work: () => T): T {
    try {
      return this.db.transaction(work)
    } catch (error) {
      // A rolled back transaction takes its new directories with it.
      this.forgetDirectoryIds()
      throw error
    }
  }

  get(path: RawPath): CatalogFile | undefined {
    const directory = dirname(path)
    const row = this.db
      .query(
        `SELECT ${FILE_COLUMNS} FROM files f JOIN directories d ON d.id = f.directory WHERE d.path = ? AND f.name = ?`,
      )
      .get(toBytes(directory), toBytes(basename(path)))
    return row && fileOf(directory, row)
  }

  /** What the index holds directly in a directory, by name. */
  filesIn(directory: RawPath): Map<RawPath, CatalogFile> {
    const files = new Map<RawPath, CatalogFile>()
    const id = this.#directories.idOf(directory)
    if (id === undefined) return files
    for (const row of this.db.query(`SELECT ${FILE_COLUMNS} FROM files f WHERE f.directory = ?`).all(id)) {
      files.set(fromBytes(row[0] as Uint8Array), fileOf(directory, row))
    }
    return files
  }

  /** Every file at or below `root`: by directory in byte order, then by name. The first comes at once, however many follow. */
  *filesUnder(root: RawPath): IterableIterator<CatalogFile> {
    const [own, from, to] = subtree(root)
    yield* this.#filesOf('d.path = ?', own)
    yield* this.#filesOf('d.path > ? AND d.path < ?', from, to)
  }

  /** A cross join: directories come from their index and files from theirs, so that nothing is sorted. */
  *#filesOf(condition: string, ...values: Buffer[]): IterableIterator<CatalogFile> {
    const rows = this.db
      .prepare(
        `SELECT ${FILE_COLUMNS}, f.directory FROM directories d CROSS JOIN files f ON f.directory = d.id
         WHERE ${condition} ORDER BY d.path, f.name`,
      )
      .iterate(...values)
    yield* this.#files(rows)
  }

  /** Directories at or below `root` that the index knows. */
  directoriesUnder(root: RawPath): RawPath[] {
    return this.db
      .query('SELECT path FROM directories WHERE path = ?1 OR (path >= ?2 AND path < ?3) ORDER BY path')
      .all(...subtree(root))
      .map((row) => fromBytes(row[0] as Uint8Array))
  }

  /** Every file of the index, offline ones too. */
  *all(): Generator<CatalogFile> {
    yield* this.filesUnder('/' as RawPath)
  }

  /** @param prefix at least the first digits of a hash, lower-case hex */
  *withHashPrefix(prefix: string): Generator<CatalogFile> {
    const rows = this.db
      .prepare(
        `SELECT ${FILE_COLUMNS}, f.directory FROM files f JOIN directories d ON d.id = f.directory
         WHERE f.hash IS NOT NULL AND substr(hex(f.hash), 1, ?) = ? ORDER BY d.path, f.name`,
      )
      .iterate(prefix.length, prefix.toUpperCase())
    yield* this.#files(rows)
  }

  totals(): Totals {
    const row = this.db
      .query(
        `SELECT count(*), coalesce(sum(size), 0), count(DISTINCT hash), count(*) - count(hash),
           coalesce(sum(offline), 0), coalesce(sum(told), 0)
         FROM files`,
      )
      .get()
    const [files = 0, bytes = 0, contents = 0, pending = 0, offline = 0, told = 0] = (row ?? []).map(toNumber)
    return {files, bytes, contents, pending, offline, told}
  }

  countUnder(root: RawPath): {files: number; bytes: number} {
    const row = this.db
      .query(
        `SELECT count(*), coalesce(sum(f.size), 0) FROM directories d JOIN files f ON f.directory = d.id
         WHERE f.offline = 0 AND (d.path = ?1 OR (d.path >= ?2 AND d.path < ?3))`,
      )
      .get(...subtree(root))
    return {files: toNumber(row?.[0]), bytes: toNumber(row?.[1])}
  }

  /** Every file of this content, in byte order of the path. */
  holders(hash: string, size: number, algorithm: string): CatalogFile[] {
    const rows = this.db
      .query(
        `SELECT ${FILE_COLUMNS}, f.directory FROM files f JOIN directories d ON d.id = f.directory
         WHERE f.hash = ? AND f.size = ? AND f.algorithm = ? ORDER BY d.path, f.name`,
      )
      .all(Buffer.from(hash, 'hex'), size, algorithm)
    return [...this.#files(rows)]
  }

  /** Contents that more than one file has here, with these files, in the order of their hashes. Offline files don't count. */
  *sharedContents(minSize: number): Generator<SharedContent> {
    const rows = this.db
      .prepare(
        `SELECT ${FILE_COLUMNS}, f.directory FROM (
           SELECT hash, size, algorithm FROM files WHERE hash IS NOT NULL AND offline = 0 AND size >= ?
           GROUP BY hash, size, algorithm HAVING count(*) > 1) c
         CROSS JOIN files f ON f.hash = c.hash AND f.size = c.size AND f.algorithm = c.algorithm AND f.offline = 0
         CROSS JOIN directories d ON d.id = f.directory
         ORDER BY c.hash, c.size, c.algorithm`,
      )
      .iterate(minSize)
    let content: SharedContent | undefined
    for (const file of this.#files(rows)) {
      if (content && isOf(content, file)) content.files.push(file)
      else {
        if (content) yield content
        content = {hash: file.hash ?? '', size: file.size, algorithm: file.algorithm ?? '', files: [file]}
      }
    }
    if (content) yield content
  }

  /** Of a file that is otherwise as the index says. */
  setHash(directory: RawPath, name: RawPath, hash: string, algorithm: string): void {
    this.db
      .query('UPDATE files SET hash = ?, algorithm = ? WHERE directory = ? AND name = ?')
      .run(Buffer.from(hash, 'hex'), algorithm, this.#directories.idOf(directory) ?? null, toBytes(name))
  }

  /** Inserts or replaces. */
  put({path, ...file}: CatalogFile): void {
    this.putIn(dirname(path), basename(path), file)
  }

  /** The same for who has directory and name at hand already. */
  putIn(directory: RawPath, name: RawPath, file: Omit<CatalogFile, 'path'>): void {
    const {hash, algorithm, original} = file
    this.db
      .query('INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        this.#directories.add(directory),
        toBytes(name),
        file.size,
        file.mtimeNs,
        file.ctimeNs,
        BigInt.asIntN(64, file.inode),
        hash === undefined ? null : Buffer.from(hash, 'hex'),
        algorithm ?? null,
        original === undefined ? null : toBytes(original),
        file.offline ? 1 : 0,
        file.told ? 1 : 0,
      )
  }

  remove(path: RawPath): void {
    const id = this.#directories.idOf(dirname(path))
    if (id === undefined) return
    this.db.query('DELETE FROM files WHERE directory = ? AND name = ?').run(id, toBytes(basename(path)))
  }

  trees(): Tree[] {
    return this.db.query(`SELECT ${TREE_COLUMNS} FROM trees ORDER BY path`).all().map(treeOf)
  }

  tree(path: RawPath): Tree | undefined {
    const row = this.db.query(`SELECT ${TREE_COLUMNS} FROM trees WHERE path = ?`).get(toBytes(path))
    return row && treeOf(row)
  }

  putTree(tree: Tree): void {
    this.db
      .query('INSERT OR REPLACE INTO trees VALUES (?, ?, ?, ?, ?, ?)')
      .run(
        toBytes(tree.path),
        tree.crawledMs ?? null,
        tree.algorithm ?? null,
        tree.files,
        tree.bytes,
        tree.errors,
      )
  }

  hasPending(root: RawPath): boolean {
    const row = this.db
      .query(
        `SELECT 1 FROM directories d JOIN files f ON f.directory = d.id
         WHERE f.hash IS NULL AND f.offline = 0 AND (d.path = ?1 OR (d.path >= ?2 AND d.path < ?3)) LIMIT 1`,
      )
      .get(...subtree(root))
    return row !== undefined
  }

  /**
   * All files of the next sizes below `below` (bytes) that several have, the largest first; empty ones are nobody's twins.
   * @param sizes how many sizes
   */
  ofSharedSizes(below: number, sizes: number): CatalogFile[] {
    const rows = this.db
      .query(
        `SELECT ${FILE_COLUMNS}, f.directory FROM (
           SELECT size FROM files WHERE offline = 0 AND size > 0 AND size < ? GROUP BY size HAVING count(*) > 1
           ORDER BY size DESC LIMIT ?) s
         CROSS JOIN files f ON f.size = s.size AND f.offline = 0
         ORDER BY s.size DESC`,
      )
      .all(below, sizes)
    return [...this.#files(rows)]
  }

  /** SHA-256 (hex) of a file of our own as we wrote it last. */
  ownHash(path: RawPath): string | undefined {
    return this.db.query('SELECT sha256 FROM own_files WHERE path = ?').get(toBytes(path))?.[0] as
      | string
      | undefined
  }

  recordOwn(path: RawPath, sha256: string): void {
    this.db.query('INSERT OR REPLACE INTO own_files VALUES (?, ?)').run(toBytes(path), sha256)
  }

  /** Archive roots that volumes were recorded for. */
  archiveRoots(): RawPath[] {
    return this.db
      .query('SELECT DISTINCT archive FROM volumes')
      .all()
      .map((row) => fromBytes(row[0] as Uint8Array))
  }

  /** After rows of `directories` were changed by hand (relocate, rolled back). */
  forgetDirectoryIds(): void {
    this.#directories.forget()
  }

  /** Of rows of `FILE_COLUMNS` and `f.directory`. */
  *#files(rows: Iterable<SqlRow>): Generator<CatalogFile> {
    for (const row of rows) yield fileOf(this.#directories.pathOf(toNumber(row[DIRECTORY_COLUMN])), row)
  }
}

function isOf({hash, size, algorithm}: SharedContent, file: CatalogFile): boolean {
  return file.hash === hash && file.size === size && file.algorithm === algorithm
}
