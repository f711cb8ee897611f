/** How groups are written for machines: csv, and the list that fdupes prints. */
import {stringify} from 'csv-stringify/sync'
import {type DecidedGroup, isUtf8, pathFields, percentEncode, toBytes, toText} from 'mediastruct'

export function csvHeader(encoded: boolean): string {
  return `group,keep,size,hash,path,reason${encoded ? ',encoding' : ''}\n`
}

/** @param encoded whether some name is not UTF-8: only then is there an `encoding` column, as in an index file */
export function csvRows(number: number, {hash, size, files}: DecidedGroup, encoded: boolean): string {
  return stringify(
    files.map(({file: {path}, keep, reason}) => {
      const plain = isUtf8(path)
      const row = [number, keep, size, hash, plain ? toText(path) : percentEncode(path), reason]
      return encoded ? [...row, plain ? '' : 'percent'] : row
    }),
    {cast: {boolean: String}},
  )
}

/** Groups separated by an empty line, the kept file first; names as their own bytes. */
export function fdupesGroup({files}: DecidedGroup): Buffer {
  const newline = Buffer.from('\n')
  return Buffer.concat([...files.flatMap(({file: {path}}) => [toBytes(path), newline]), newline])
}

export function jsonGroup({hash, size, files}: DecidedGroup) {
  return {
    hash,
    size,
    files: files.map(({file: {path}, tree, master, keep, reason}) => ({
      ...pathFields('path', path),
      ...pathFields('tree', tree),
      master,
      keep,
      reason,
    })),
  }
}
