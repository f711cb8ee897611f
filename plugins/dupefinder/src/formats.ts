/** How groups are written for machines: json, and the list that fdupes prints. */
import {type DecidedGroup, pathFields, toBytes} from 'mediastruct'

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
