/** Exported index files as a catalog that can be asked like any other; nothing of it outlives the command. */
import {Catalog} from '../catalog/catalog.ts'
import {dirname, isWithin, type RawPath} from '../paths/bytes.ts'
import {readIndexFile} from './read.ts'

export interface OpenedIndex {
  catalog: Catalog
  /** For each file, the directory that holds everything in it. */
  roots: RawPath[]
}

const ROWS_PER_TRANSACTION = 5000

/** @throws MediaStructError BAD_INDEX, MISSING_FILE */
export async function openIndexFiles(files: readonly RawPath[]): Promise<OpenedIndex> {
  const catalog = Catalog.open('/nonexistent/index', 'scratch')
  const roots: RawPath[] = []
  try {
    for (const file of files) {
      const root = await load(catalog, file)
      if (root !== undefined && !roots.includes(root)) roots.push(root)
    }
    return {catalog, roots}
  } catch (error) {
    catalog.close()
    throw error
  }
}

async function load(catalog: Catalog, file: RawPath): Promise<RawPath | undefined> {
  let root: RawPath | undefined
  let batch: Parameters<Catalog['put']>[0][] = []
  const flush = () => {
    const rows = batch
    batch = []
    catalog.transaction(() => {
      for (const row of rows) catalog.put(row)
    })
  }
  for await (const {path, hash, size} of readIndexFile(file)) {
    root = root === undefined ? dirname(path) : commonDirectory(root, path)
    // Hashes of one length are taken for one algorithm: an exported index does not name it.
    const algorithm = `${hash.length * 4} bits`
    const unknown = {mtimeNs: 0n, ctimeNs: 0n, inode: 0n, original: undefined, offline: false}
    batch.push({path, hash, size, algorithm, ...unknown})
    if (batch.length >= ROWS_PER_TRANSACTION) flush()
  }
  flush()
  return root
}

function commonDirectory(directory: RawPath, path: RawPath): RawPath {
  let common = directory
  while (!isWithin(path, common)) common = dirname(common)
  return common
}
