/** A unit larger than a volume is divided by whole files, and files of one asset stay together. */
import type {PackedUnit, PackFile, PackUnit, Unpackable} from './model.ts'

/** Files that stay together. */
interface Group<File extends PackFile> {
  readonly files: readonly File[]
  readonly sectors: number
}

/**
 * The unit as it is where it fits a volume; else its parts, in the order of its files.
 * @param unpackable takes what alone is larger than a volume
 */
export function splitUnit<File extends PackFile>(
  unit: PackUnit<File>,
  capacity: number,
  unpackable: Unpackable<File>[],
): PackedUnit<File>[] {
  if (unit.sectors <= capacity) return [{unit, files: unit.files, sectors: unit.sectors}]
  const parts: {files: File[]; sectors: number}[] = []
  for (const {files, sectors} of groupsOf(unit.files)) {
    if (unit.folderSectors + sectors > capacity) {
      unpackable.push({files, reason: reasonFor(files)})
      continue
    }
    let part = parts.at(-1)
    if (!part || part.sectors + sectors > capacity) {
      part = {files: [], sectors: unit.folderSectors}
      parts.push(part)
    }
    part.files.push(...files)
    part.sectors += sectors
  }
  const of = parts.length
  return parts.map((part, index) => ({unit, ...part, part: of > 1 ? {number: index + 1, of} : undefined}))
}

/** Assets, and files of none each by itself, in the order of their first files. */
export function groupsOf<File extends PackFile>(files: readonly File[]): Group<File>[] {
  const groups: {files: File[]; sectors: number}[] = []
  const byAsset = new Map<string, {files: File[]; sectors: number}>()
  for (const file of files) {
    let group = file.asset === undefined ? undefined : byAsset.get(file.asset)
    if (!group) {
      group = {files: [], sectors: 0}
      groups.push(group)
      if (file.asset !== undefined) byAsset.set(file.asset, group)
    }
    group.files.push(file)
    group.sectors += file.sectors
  }
  return groups
}

function reasonFor(files: readonly PackFile[]): string {
  return files.length === 1
    ? 'the file is larger than a volume of this medium'
    : 'the files belong together and are larger than a volume of this medium'
}
