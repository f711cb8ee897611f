/** Two names of one inode are one file, and no copies of each other. */
import type {CatalogFile} from '../catalog/catalog.ts'

/**
 * What names of one inode share, by the index alone; undefined where it holds no inode (imported rows). The index holds
 * no device numbers (they change with a mount), but two files of one inode number that changed in the same nanosecond
 * are one.
 */
export function fileIdentity({inode, ctimeNs}: CatalogFile): string | undefined {
  return inode === 0n ? undefined : `${inode}:${ctimeNs}`
}

export function isSameFile(a: CatalogFile, b: CatalogFile): boolean {
  const identity = fileIdentity(a)
  return identity !== undefined && identity === fileIdentity(b)
}
