/** Groups as csv. In a file of its own, for its library is loaded only where somebody asks for csv. */
import {stringify} from 'csv-stringify/sync'
import {type DecidedGroup, isUtf8, percentEncode, toText} from 'mediastruct'

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
