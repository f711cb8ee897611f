/** The XMP file that an editor put beside a picture: `IMG.jpg.xmp` or `IMG.xmp`. */
import {dirname, errnoOf, join, type RawPath} from 'mediastruct'
import type {Examination} from '../examine/examination.ts'
import {examine} from '../examine/examine.ts'
import {SHUTTER_FIELD} from '../examine/xmp.ts'
import {dateBy} from './embedded.ts'
import type {DateSource} from './source.ts'

/** Only the shutter's date: the others in a sidecar are those of edits. */
export const sidecar: DateSource = {
  date: async (file) => {
    for (const path of sidecarPaths(file.raw)) {
      const examination = path === file.raw ? undefined : await examined(path)
      if (examination === undefined) continue
      const candidates = examination.candidates.filter(({field}) => field === SHUTTER_FIELD)
      const answer = dateBy('xmp', 'high', {candidates}, file)
      if (answer !== undefined) return answer
    }
    return undefined
  },
}

/** The name with the picture's extension first: it can only mean this picture. */
function sidecarPaths(path: RawPath): RawPath[] {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  const names = dot > 0 ? [name, name.slice(0, dot)] : [name]
  return names.flatMap((stem) =>
    ['.xmp', '.XMP'].map((extension) => join(dirname(path), `${stem}${extension}` as RawPath)),
  )
}

/** Undefined where there is none. */
async function examined(path: RawPath): Promise<Examination | undefined> {
  try {
    return await examine(path)
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'ENAMETOOLONG'].includes(errnoOf(error) ?? '')) return undefined
    throw error
  }
}
