/** What a file that was read means, next to what the index held of it. */
import type {CatalogFile} from '../catalog/catalog.ts'
import type {FileStat} from './change.ts'
import type {FileRead} from './readings.ts'

/** `modified`: in a master, where the index takes nothing over by itself. */
export type Judgement = 'as it should be' | 'damaged' | 'modified'

export interface Indexed {
  readonly row: CatalogFile
  /** The file lies in a master. */
  readonly inMaster: boolean
}

/** @param algorithm of `read.hash` */
export function judge({row, inMaster}: Indexed, read: FileRead, algorithm: string): Judgement {
  // What an index told of was never seen here.
  if (row.hash === undefined && row.offline) return 'as it should be'
  const isComparable = row.hash !== undefined && row.algorithm === algorithm
  const differs = isComparable && row.hash !== read.hash
  const restamped = isRestamped(row, read)
  if (differs && !restamped) return 'damaged'
  // Without a hash, or with another algorithm's, nobody knows whether the content is the same.
  return inMaster && restamped && (differs || !isComparable) ? 'modified' : 'as it should be'
}

/** Whether it looks like another content. */
export function isRestamped(row: CatalogFile, {size, mtimeNs}: Pick<FileStat, 'size' | 'mtimeNs'>): boolean {
  return row.size !== size || row.mtimeNs !== mtimeNs
}
