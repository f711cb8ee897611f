/** The directories that a file lies in, up to the drop: one that spells a day was made by somebody who knew it, or guessed. */
import {type DatableFile, dateOfFolder, parseDate} from 'mediastruct'
import {type DateSource, weighed} from './source.ts'

export const folder: DateSource = {
  weigh: async (file) => {
    const written = foldersOf(file)
    const span = dateOfFolder(written)
    const parsed = span && span.first === span.last ? parseDate(span.first) : undefined
    return parsed ? [weighed({field: 'folder', written}, parsed, 'low')] : []
  },
}

/** The drop's own name, and those below it. */
function foldersOf({path, tree}: Pick<DatableFile, 'path' | 'tree'>): string {
  const root = tree.slice(0, tree.lastIndexOf('/') + 1)
  return path.startsWith(root) ? path.slice(root.length, path.lastIndexOf('/')) : ''
}
