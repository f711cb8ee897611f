/** One row of the master index: the three fields that are exported and read back. */
import type {RawPath} from '../paths/bytes.ts'

export interface IndexRow {
  path: RawPath
  /** Lower-case hex. */
  hash: string
  /** Bytes. */
  size: number
  /** Where the source names it. */
  algorithm?: string
}

export const INDEX_FORMATS = ['csv', 'ndjson', 'json', 'b3sum'] as const
export type IndexFormat = (typeof INDEX_FORMATS)[number]

/** The format that a file's name asks for: `.csv`, `.ndjson` or `.jsonl`, `.json`, `.b3` or `.b3sum`. */
export function formatOfName(name: string): IndexFormat | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase()
  if (extension === 'jsonl') return 'ndjson'
  if (extension === 'b3') return 'b3sum'
  return INDEX_FORMATS.find((format) => format === extension)
}
