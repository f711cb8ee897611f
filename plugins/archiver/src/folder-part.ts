/** A folder that alone is larger than a volume lies on several; each says which part of it it holds. */
import {pathFields, type RawPath, type VolumeRow} from 'mediastruct'

export type FolderPart = NonNullable<VolumeRow['parts']>[number]

/** `1 of 3`. */
export function partText({number, of}: Pick<FolderPart, 'number' | 'of'>): string {
  return `${number} of ${of}`
}

/** A part as JSON documents show it. */
export function partFields({folder, number, of}: FolderPart): object {
  return {...pathFields('folder', folder), number, of}
}

/** Which part of a folder a volume holds; undefined where it holds all of it. */
export function partOfFolder(
  {parts = []}: Pick<VolumeRow, 'parts'>,
  folder: RawPath,
): FolderPart | undefined {
  return parts.find((part) => part.folder === folder)
}
