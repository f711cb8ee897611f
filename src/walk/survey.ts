/**
 * What a worker thread finds out about a directory besides its names. Where all of it is as the index says, two sums go
 * back instead of its files: a tree that did not change costs little more than listing it. Small files that are new are
 * read at once.
 */
import {DirectoryRows, type IndexedStat} from '../catalog/directory-rows.ts'
import type {Digester} from '../hash/digester.ts'
import type {ChosenHash} from '../hash/factory.ts'
import {join, type RawPath} from '../paths/bytes.ts'
import type {ChangeField} from './change.ts'
import {type Excluder, excluder} from './exclude.ts'
import {type DirectoryListing, listDirectory, STATS_PER_FILE, sizeAt} from './list.ts'
import type {Readings} from './readings.ts'
import {type ReadingAllowance, SmallFileReader} from './small-files.ts'

/** What a survey compares with, and what counts as settled. */
export interface SurveyTerms {
  /** File of the catalog's database. */
  catalog: string
  root: RawPath
  provider: ChosenHash
  fields: readonly ChangeField[]
  /** Patterns of what is left out. */
  exclude: readonly string[]
  /** A file without a hash may stay without, and new ones are not read. */
  candidates: boolean
}

/** A directory whose files all are as the index says; `files` and `stats` are empty then. */
export interface Settled {
  files: number
  /** Bytes. */
  bytes: number
}

export interface Survey extends DirectoryListing {
  settled?: Settled
  /** What was read of the files. */
  readings?: Readings
}

/** @param digester reads what is new. @throws MediaStructError where the catalog can't be read */
export function surveyDirectory(
  path: RawPath,
  terms: SurveyTerms,
  digester: Digester | undefined,
  allowance: ReadingAllowance,
): Survey {
  const excludes = excluderOf(terms.exclude)
  const rows = rowsOf(terms.catalog).of(path, terms.provider.name, terms.candidates)
  const reader =
    terms.candidates || !digester
      ? undefined
      : new SmallFileReader(digester, allowance, (file) => excludes(terms.root, file, false))
  if (reader && rows.size === 0) return reader.lookFirst(path)
  const listing = listDirectory(path)
  if (!listing.readable) return listing
  const unsettled = unsettledOf(listing, rows, terms)
  if (unsettled.length === 0 && rows.size === listing.files.length && listing.errors.length === 0) {
    return {...listing, files: [], stats: new BigInt64Array(0), settled: sumsOf(listing)}
  }
  return reader ? {...listing, readings: reader.read(listing, unsettled)} : listing
}

/** Places of the files that are not as the index says. What patterns leave out is none of it: the crawl looks at its row. */
function unsettledOf(
  {path, files, stats}: DirectoryListing,
  rows: ReadonlyMap<RawPath, IndexedStat>,
  {root, fields, exclude}: SurveyTerms,
): number[] {
  const excludes = excluderOf(exclude)
  const unsettled: number[] = []
  files.forEach((name, index) => {
    const row = rows.get(name)
    const isAsIndexed = row !== undefined && isSettled(row, stats, index * STATS_PER_FILE, fields)
    if (!isAsIndexed || (exclude.length > 0 && excludes(root, join(path, name), false))) unsettled.push(index)
  })
  return unsettled
}

function sumsOf(listing: DirectoryListing): Settled {
  const files = listing.files.length
  let bytes = 0
  for (let index = 0; index < files; index += 1) bytes += Number(sizeAt(listing, index))
  return {files, bytes}
}

function isSettled(
  [, size, mtimeNs, ctimeNs, inode, known]: IndexedStat,
  stats: BigInt64Array,
  at: number,
  fields: readonly ChangeField[],
): boolean {
  return (
    known === 1n &&
    size === stats[at] &&
    (mtimeNs === stats[at + 1] || !fields.includes('mtime')) &&
    (ctimeNs === stats[at + 2] || !fields.includes('ctime')) &&
    (inode === stats[at + 3] || !fields.includes('inode'))
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
