/** Reads every file of an image or a disc and compares it with what should be in it. */
import {createHash} from 'node:crypto'
import {messageOf, type RawPath} from 'mediastruct'
import type {Image, ImageFile} from './image.ts'

/** What should be there. */
export interface ExpectedFile {
  /** Below the root. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
}

export interface Difference {
  readonly path: RawPath
  /** As a sentence without its subject. */
  readonly message: string
}

export interface CompareOptions {
  /** Is told of each file that was read. */
  readonly read?: ((file: ImageFile) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Every file that is missing, that differs, that can't be read, or that should not be there; none where all is well.
 * Files are read in the order in which they lie on the medium.
 */
export async function compareImage(
  image: Image,
  expected: Iterable<ExpectedFile>,
  {read, signal}: CompareOptions = {},
): Promise<Difference[]> {
  const missing = new Map([...expected].map((file) => [file.path, file]))
  const differences: Difference[] = []
  for (const file of await inOrder(image)) {
    if (signal?.aborted) break
    const {path} = file
    const should = missing.get(path)
    missing.delete(path)
    const message = should ? await differenceOf(file, should) : 'it should not be there'
    if (message !== undefined) differences.push({path, message})
    read?.(file)
  }
  if (!signal?.aborted) for (const path of missing.keys()) differences.push({path, message: 'it is missing'})
  return [...differences, ...image.problems]
}

/** As they lie on the medium: a drive that must not seek reads many times as fast. */
export async function inOrder(image: Image): Promise<ImageFile[]> {
  const files: ImageFile[] = []
  for await (const file of image) files.push(file)
  const first = ({extents}: ImageFile) => extents[0]?.block ?? 0
  return files.sort((a, b) => first(a) - first(b))
}

/** How a file differs from what it should be; undefined where it does not. */
export async function differenceOf(
  file: Pick<ImageFile, 'size' | 'read'>,
  {size, sha256}: Pick<ExpectedFile, 'size' | 'sha256'>,
): Promise<string | undefined> {
  if (file.size !== size) return `it has ${file.size} bytes instead of ${size}`
  try {
    const hash = createHash('sha256')
    for await (const chunk of file.read()) hash.update(chunk)
    return hash.digest('hex') === sha256 ? undefined : 'its content differs'
  } catch (error) {
    return `it can't be read: ${messageOf(error)}`
  }
}
