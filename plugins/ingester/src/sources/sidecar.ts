/** The XMP file that an editor put beside a picture: `IMG.jpg.xmp` or `IMG.xmp`. */
import {basename, dirname, errnoOf, extname, join, type RawPath, toText} from 'mediastruct'
import type {Examination} from '../examine/examination.ts'
import {examine} from '../examine/examine.ts'
import {SHUTTER_FIELD} from '../examine/xmp.ts'
import {weighAll} from './embedded.ts'
import type {DateSource, Weighed} from './source.ts'

/** Only the shutter's date: the others in a sidecar are those of edits. */
export const sidecar: DateSource = {
  weigh: async (file) => {
    const values: Weighed[] = []
    for (const path of sidecarPaths(file.raw)) {
      // Of two pictures of one stem, the one that it belongs to.
      const isAnothers = file.companions !== undefined && !file.companions.includes(path)
      const examination = path === file.raw || isAnothers ? undefined : await examined(path)
      if (examination === undefined) continue
      const name = toText(basename(path))
      const candidates = examination.candidates
        .filter(({field}) => field === SHUTTER_FIELD)
        .map((candidate) => ({...candidate, field: `${name}: ${candidate.field}`}))
      values.push(...(await weighAll(candidates, examination, file, 'high')))
    }
    return values
  },
}

/** The name with the picture's extension first: it can only mean this picture. */
function sidecarPaths(path: RawPath): RawPath[] {
  const name = basename(path)
  const stem = name.slice(0, name.length - extname(name).length)
  return [...new Set([name, stem])].flatMap((named) =>
    ['.xmp', '.XMP'].map((extension) => join(dirname(path), `${named}${extension}` as RawPath)),
  )
}

/** Undefined where there is none. */
async function examined(path: RawPath): Promise<Examination | undefined> {
  try {
    return await examine(path)
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'ENAMETOOLONG', 'NOT_A_FILE'].includes(errnoOf(error) ?? '')) return undefined
    throw error
  }
}
