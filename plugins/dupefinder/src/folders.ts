/** Per folder: how much of it another folder holds, and what nothing else holds. */
import {
  type Catalog,
  type CatalogFile,
  dirname,
  formatBytes,
  pathFields,
  type RawPath,
  type Reporter,
  table,
  toText,
} from 'mediastruct'

interface FolderCount {
  path: RawPath
  held: {files: number; bytes: number}
  notHeld: {files: number; bytes: number}
  /** Names of what nothing else holds. */
  only: RawPath[]
}

/** Folders in byte order; a folder is what directly holds files. */
function* folders(catalog: Catalog, roots: readonly RawPath[]): Generator<FolderCount> {
  const seen = new Set<RawPath>()
  for (const root of roots) {
    let current: FolderCount | undefined
    for (const file of catalog.filesUnder(root)) {
      const path = dirname(file.path)
      if (path !== current?.path) {
        if (current && !seen.has(current.path)) yield current
        if (current) seen.add(current.path)
        current = {path, held: {files: 0, bytes: 0}, notHeld: {files: 0, bytes: 0}, only: []}
      }
      addFile(current, file, isHeldElsewhere(catalog, file))
    }
    if (current && !seen.has(current.path)) yield current
    if (current) seen.add(current.path)
  }
}

function addFile(folder: FolderCount, file: CatalogFile, isHeld: boolean): void {
  const sum = isHeld ? folder.held : folder.notHeld
  sum.files++
  sum.bytes += file.size
  if (!isHeld) folder.only.push(file.path)
}

/** Empty files are never held. */
function isHeldElsewhere(catalog: Catalog, {path, hash, size, algorithm}: CatalogFile): boolean {
  if (hash === undefined || algorithm === undefined || size === 0) return false
  const folder = dirname(path)
  return catalog.holders(hash, size, algorithm).some((holder) => dirname(holder.path) !== folder)
}

/** @returns the JSON document; a person gets a table */
export async function folderReport(
  reporter: Reporter,
  catalog: Catalog,
  roots: readonly RawPath[],
): Promise<unknown> {
  const all = [...folders(catalog, roots)]
  if (!reporter.json) print(reporter, all)
  return {
    schema: 'mediastruct/dupes-folders@1',
    folders: all.map(({path, held, notHeld, only}) => ({
      ...pathFields('path', path),
      held,
      notHeld,
      only: only.map((file) => pathFields('path', file)),
    })),
  }
}

function print(reporter: Reporter, all: readonly FolderCount[]): void {
  const columns = ['held', 'bytes', 'only here', 'bytes'].map((title) => ({title, right: true}))
  const rows = all.map(({path, held, notHeld}) => [
    held.files,
    formatBytes(held.bytes),
    notHeld.files,
    formatBytes(notHeld.bytes),
    toText(path),
  ])
  for (const line of table([...columns, {title: 'folder'}], rows)) reporter.print(line)
}
