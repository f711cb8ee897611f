/** The XMP file that an editor put beside a picture: `IMG.jpg.xmp` or `IMG.xmp`. */
import {type DatableFile, dirname, errnoOf, join, openDatable, type RawPath} from 'mediastruct'
import {defineSource} from './source.ts'
import {xmpDate} from './xmp.ts'

/** Largest sidecar that is read, in bytes; with masks and brushes they reach some MiB. */
const SIDECAR_BYTES = 16 * 2 ** 20

/** Only the shutter's date: the others in a sidecar are those of edits. */
export const sidecar = defineSource('sidecar', async (file) => {
  for (const path of sidecarPaths(file.raw)) {
    if (path === file.raw) continue
    const text = await readSidecar(path, file)
    const answer = text === undefined ? undefined : xmpDate(text, 'exif:DateTimeOriginal')
    if (answer !== undefined) return answer
  }
  return undefined
})

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
async function readSidecar(path: RawPath, {timezone}: DatableFile): Promise<string | undefined> {
  try {
    const file = await openDatable(path, {timezone})
    try {
      return Buffer.from(await file.read(0, SIDECAR_BYTES)).toString('utf8')
    } finally {
      await file.close()
    }
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'ENAMETOOLONG'].includes(errnoOf(error) ?? '')) return undefined
    throw error
  }
}
