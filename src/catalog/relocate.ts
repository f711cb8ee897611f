/** A tree that lies elsewhere now: everything that the catalog knows of it gets its new path. */
import {fromBytes, join, type RawPath, relativeTo, toBytes} from '../paths/bytes.ts'
import type {Catalog} from './catalog.ts'
import {subtree} from './rows.ts'

/** Where the catalog holds absolute paths of what is in trees; runs keep those of their time. */
const PATH_COLUMNS = [
  ['directories', 'path'],
  ['trees', 'path'],
  ['volumes', 'archive'],
  ['volumes', 'path'],
  ['copies', 'archive'],
  ['volume_events', 'archive'],
  ['own_files', 'path'],
] as const

/** Everything known below `from` is below `to` from now on. @returns directories that got a new path */
export function relocate(catalog: Catalog, from: RawPath, to: RawPath): number {
  const directories = catalog.directoriesUnder(from)
  catalog.transaction(() => {
    for (const [table, column] of PATH_COLUMNS) relocateColumn(catalog, table, column, from, to)
  })
  catalog.forgetDirectoryIds()
  return directories.length
}

function relocateColumn({db}: Catalog, table: string, column: string, from: RawPath, to: RawPath): void {
  const rename = db.query(`UPDATE OR REPLACE ${table} SET ${column} = ? WHERE ${column} = ?`)
  const paths = db
    .query(
      `SELECT DISTINCT ${column} FROM ${table} WHERE ${column} = ?1 OR (${column} >= ?2 AND ${column} < ?3)`,
    )
    .all(...subtree(from))
    .map((row) => fromBytes(row[0] as Uint8Array))
  for (const path of paths) rename.run(toBytes(join(to, relativeTo(from, path))), toBytes(path))
}
