/** Parts of folders, as indexes tell of them. */
import type {FolderPart} from '../folder-part.ts'
import {badIndex, isCount, objectOf, pathOf} from './index-fields.ts'

/** @param name of the index. @throws MediaStructError BAD_INDEX */
export function partsOf(parts: unknown, name: string): FolderPart[] {
  if (!Array.isArray(parts)) throw unexpected(name)
  return parts.map((part: unknown) => {
    const fields = objectOf(part, name)
    const {number, of} = fields
    if (!isCount(number) || !isCount(of) || number < 1 || number > of) throw unexpected(name)
    return {folder: pathOf(fields, 'folder', name), number, of}
  })
}

function unexpected(name: string) {
  return badIndex(name, 'its parts of folders are not as expected')
}
