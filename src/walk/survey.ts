/**
 * The worker thread's answer to "is this directory as the index says?". Where it is, two sums go back instead of its
 * files: a crawl of a tree that did not change costs little more than listing it.
 */
import {DirectoryRows, type IndexedStat} from '../catalog/directory-rows.ts'
import {join, type RawPath} from '../paths/bytes.ts'
import type {ChangeField} from './change.ts'
import {type Excluder, excluder} from './exclude.ts'
import {type DirectoryListing, listDirectory, STATS_PER_FILE} from './list.ts'

/** What a survey compares with, and what counts as settled. */
export interface SurveyTerms {
  /** File of the catalog's database. */
  catalog: string
  root: RawPath
  algorithm: string
  fields: readonly ChangeField[]
  /** Patterns of what is left out. */
  exclude: readonly string[]
  /** Whether a file without a hash may stay without. */
  pendingIsSettled: boolean
}

/** A directory whose files all are as the index says; `files` and `stats` are empty then. */
export interface Settled {
  files: number
  /** Bytes. */
  bytes: number
}

export interface Survey extends DirectoryListing {
  settled?: Settled
}

/** Never throws for what is on the disk. @throws MediaStructError where the catalog can't be read */
export function surveyDirectory(path: RawPath, terms: SurveyTerms): Survey {
  const listing = listDirectory(path)
  if (!listing.readable || listing.errors.length > 0) return listing
  const settled = settledSums(listing, terms)
  if (settled === undefined) return listing
  return {...listing, files: [], stats: new BigInt64Array(0), settled}
}

function settledSums({path, files, stats}: DirectoryListing, terms: SurveyTerms): Settled | undefined {
  const rows = rowsOf(terms.catalog).of(path, terms.algorithm, terms.pendingIsSettled)
  if (rows?.size !== files.length) return undefined
  const excludes = excluderOf(terms.exclude)
  let bytes = 0n
  for (const [index, name] of files.entries()) {
    const row = rows.get(name)
    const at = index * STATS_PER_FILE
    if (!row || !isSettled(row, stats, at, terms.fields)) return undefined
    if (excludes(terms.root, join(path, name), false)) return undefined
    bytes += row.size
  }
  return {files: files.length, bytes: Number(bytes)}
}

function isSettled(
  row: IndexedStat,
  stats: BigInt64Array,
  at: number,
  fields: readonly ChangeField[],
): boolean {
  return (
    row.known &&
    row.size === stats[at] &&
    (row.mtimeNs === stats[at + 1] || !fields.includes('mtime')) &&
    (row.ctimeNs === stats[at + 2] || !fields.includes('ctime')) &&
    (row.inode === stats[at + 3] || !fields.includes('inode'))
  )
}

/** One connection a thread, as long as it asks of one catalog. */
let open: {file: string; rows: DirectoryRows} | undefined

function rowsOf(file: string): DirectoryRows {
  if (open?.file !== file) open = {file, rows: new DirectoryRows(file)}
  return open.rows
}

let known: {key: string; excludes: Excluder} | undefined

function excluderOf(patterns: readonly string[]): Excluder {
  const key = patterns.join('\n')
  if (known?.key !== key) known = {key, excludes: excluder(patterns)}
  return known.excludes
}
