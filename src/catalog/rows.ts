/** How the catalog's rows become objects, and which columns that takes. */
import {fromBytes, join, type RawPath, toBytes} from '../paths/bytes.ts'
import {type SqlRow, toNumber} from './database.ts'

export interface CatalogFile {
  path: RawPath
  /** Bytes. */
  size: number
  /** Nanoseconds since 1970. */
  mtimeNs: bigint
  ctimeNs: bigint
  inode: bigint
  /** Lower-case hex; undefined: pending, equal to nothing. */
  hash: string | undefined
  algorithm: string | undefined
  /** The path that it had in the drop. */
  original: RawPath | undefined
  /** On a volume that is not here: counts in reports, justifies no move. */
  offline: boolean
  /** An index told of it, and this catalog never read it: what was read has no such mark. */
  told?: true | undefined
}

export interface Tree {
  path: RawPath
  /** End of its last complete crawl, ms since 1970. */
  crawledMs: number | undefined
  algorithm: string | undefined
  files: number
  bytes: number
  /** Things that its last crawl could not read. */
  errors: number
}

export const FILE_COLUMNS =
  'f.name, f.size, f.mtime_ns, f.ctime_ns, f.inode, f.hash, f.algorithm, f.original, f.offline, f.told'
/** Where a directory's id stands that is selected after `FILE_COLUMNS`. */
export const DIRECTORY_COLUMN = 10
export const TREE_COLUMNS = 'path, crawled_ms, algorithm, files, bytes, errors'

/** Bounds of a subtree in byte order: the root itself, then all that begins with `root/` (`0` follows `/`). */
export function subtree(root: RawPath): [Buffer, Buffer, Buffer] {
  const prefix = root === '/' ? '/' : `${root}/`
  return [toBytes(root), toBytes(prefix as RawPath), toBytes(`${prefix.slice(0, -1)}0` as RawPath)]
}

/** A row of `FILE_COLUMNS`. */
export function fileOf(directory: RawPath, row: SqlRow): CatalogFile {
  const [name, size, mtimeNs, ctimeNs, inode, hash, algorithm, original, offline, told] = row
  return {
    path: join(directory, fromBytes(name as Uint8Array)),
    size: toNumber(size),
    mtimeNs: mtimeNs as bigint,
    ctimeNs: ctimeNs as bigint,
    inode: BigInt.asUintN(64, inode as bigint),
    hash: hash === null ? undefined : Buffer.from(hash as Uint8Array).toString('hex'),
    algorithm: (algorithm as string | null) ?? undefined,
    original: original === null ? undefined : fromBytes(original as Uint8Array),
    offline: toNumber(offline) === 1,
    ...(toNumber(told) === 1 && {told: true}),
  }
}

/** A row of `TREE_COLUMNS`. */
export function treeOf(row: SqlRow): Tree {
  const [path, crawledMs, algorithm, files, bytes, errors] = row
  return {
    path: fromBytes(path as Uint8Array),
    crawledMs: crawledMs === null ? undefined : toNumber(crawledMs),
    algorithm: (algorithm as string | null) ?? undefined,
    files: toNumber(files),
    bytes: toNumber(bytes),
    errors: toNumber(errors),
  }
}
