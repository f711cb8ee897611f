/** What a file that was read means, next to what the index held of it. */
import type {CatalogFile} from '../catalog/catalog.ts'
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
  if (row.hash === undefined) return 'as it should be'
  const isComparable = row.algorithm === algorithm
  const differs = isComparable && row.hash !== read.hash
  const restamped = row.size !== read.size || row.mtimeNs !== read.mtimeNs
  if (differs && !restamped) return 'damaged'
  // Of another algorithm's hash nobody knows whether the content is the same.
  return inMaster && restamped && (differs || !isComparable) ? 'modified' : 'as it should be'
}
