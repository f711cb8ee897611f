/** What tells that a file is the one that was indexed, without reading it. */
import {statfsSync} from 'node:fs'
import type {CatalogFile} from '../catalog/catalog.ts'
import {type RawPath, toBytes} from '../paths/bytes.ts'

export interface FileStat {
  size: number
  mtimeNs: bigint
  ctimeNs: bigint
  inode: bigint
}

export const CHANGE_FIELDS = ['size', 'mtime', 'ctime', 'inode'] as const
export type ChangeField = (typeof CHANGE_FIELDS)[number]

/** statfs(2) types whose inode numbers are made up at mount: FAT, exFAT, FUSE. */
const UNSTABLE_INODES = new Set([0x4d44, 0x2011bab0, 0x65735546])

/** The fields that are compared on the file system of `root`. */
export function changeFields(root: RawPath): readonly ChangeField[] {
  const {type} = statfsSync(toBytes(root))
  return UNSTABLE_INODES.has(type) ? ['size', 'mtime', 'ctime'] : CHANGE_FIELDS
}

export function isUnchanged(row: CatalogFile, stat: FileStat, fields: readonly ChangeField[]): boolean {
  return (
    row.size === stat.size &&
    (!fields.includes('mtime') || row.mtimeNs === stat.mtimeNs) &&
    (!fields.includes('ctime') || row.ctimeNs === stat.ctimeNs) &&
    (!fields.includes('inode') || row.inode === stat.inode)
  )
}
