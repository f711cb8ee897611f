/** Writing the master index, or a part of it, to a file or to stdout. */
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import {MediaStructError} from '../errors.ts'
import {openOutput} from '../own/output.ts'
import {isUtf8, isWithin, type RawPath, toText} from '../paths/bytes.ts'
import type {Reporter} from '../report/reporter.ts'
import {encoderOf} from './encode.ts'
import {formatOfName, INDEX_FORMATS, type IndexFormat, type IndexRow} from './row.ts'

export interface ExportResult {
  rows: number
  /** Files without a hash yet. */
  pending: number
  /** Names that the format can't hold. */
  errors: number
}

const CHUNK_BYTES = 64 * 1024

/** Rows of the index below any of `roots`, each file once; offline rows where the format is no check of what is here. */
function* indexed(catalog: Catalog, roots: readonly RawPath[]): Generator<CatalogFile> {
  for (const [index, root] of roots.entries()) {
    const earlier = roots.slice(0, index)
    for (const file of catalog.filesUnder(root)) {
      if (!earlier.some((other) => isWithin(file.path, other))) yield file
    }
  }
}

interface Survey {
  anyRaw: boolean
  otherAlgorithm: string | undefined
}

function survey(catalog: Catalog, roots: readonly RawPath[]): Survey {
  const found: Survey = {anyRaw: false, otherAlgorithm: undefined}
  for (const {path, algorithm} of indexed(catalog, roots)) {
    if (!found.anyRaw && !isUtf8(path)) found.anyRaw = true
    if (algorithm !== undefined && algorithm !== 'blake3') found.otherAlgorithm ??= algorithm
  }
  return found
}

/** b3sum takes UTF-8 only, and takes U+FFFD in a check file for the trace of a name that was not. */
function isForB3sum(path: RawPath): boolean {
  return isUtf8(path) && !toText(path).includes('\ufffd')
}

/** @throws MediaStructError WRONG_ALGORITHM for b3sum of an index that another algorithm made */
export async function exportIndex(
  catalog: Catalog,
  roots: readonly RawPath[],
  format: IndexFormat,
  write: (chunk: string) => Promise<void>,
  reporter: Reporter,
): Promise<ExportResult> {
  const {anyRaw, otherAlgorithm} = survey(catalog, roots)
  if (format === 'b3sum' && otherAlgorithm !== undefined) {
    throw new MediaStructError(
      'WRONG_ALGORITHM',
      `The index was made with ${otherAlgorithm}; b3sum reads BLAKE3.`,
      {
        hint: 'Export another format, or crawl again with --hash blake3.',
      },
    )
  }
  const encoder = await encoderOf(format, anyRaw)
  const result: ExportResult = {rows: 0, pending: 0, errors: 0}
  let chunk = encoder.before
  for (const {path, hash, size, offline} of indexed(catalog, roots)) {
    if (hash === undefined) result.pending++
    else if (format === 'b3sum' && !isForB3sum(path)) {
      result.errors++
      reporter.error(
        `${toText(path)}: its name is not UTF-8, or holds U+FFFD, which b3sum can't take; left out.`,
      )
    } else if (format !== 'b3sum' || !offline) {
      const row: IndexRow = {path, hash, size}
      chunk += (result.rows > 0 ? encoder.between : '') + encoder.row(row)
      result.rows++
      if (chunk.length >= CHUNK_BYTES) {
        await write(chunk)
        chunk = ''
      }
    }
  }
  await write(chunk + encoder.after)
  if (result.pending > 0) reporter.warn(`${result.pending} files have no hash yet and were not exported.`)
  return result
}

/** As `exportIndex`, into a file that is replaced as a whole. The format follows its name unless given. */
export async function exportIndexFile(
  catalog: Catalog,
  roots: readonly RawPath[],
  {file, format, reporter}: {file: RawPath; format?: IndexFormat | undefined; reporter: Reporter},
): Promise<ExportResult> {
  const chosen = format ?? formatOfName(toText(file))
  if (!chosen) {
    throw new MediaStructError('BAD_FORMAT', `${toText(file)} has no extension that tells a format.`, {
      hint: `End it in .csv, .ndjson, .json or .b3sum, or say --format ${INDEX_FORMATS.join('|')}.`,
    })
  }
  const output = await openOutput(catalog, file)
  try {
    const result = await exportIndex(catalog, roots, chosen, (chunk) => output.write(chunk), reporter)
    await output.commit()
    return result
  } catch (error) {
    await output.abort()
    throw error
  }
}
