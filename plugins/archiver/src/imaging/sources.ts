/** Copies of a volume that files are taken from, whichever of them is good: images, discs in drives, directories. */
import {lstat, stat} from 'node:fs/promises'
import {errnoOf, join, MediaStructError, type RawPath, toBytes, toText} from 'mediastruct'
import {chunksOf, wholeOf} from '../chunks.ts'
import {type Image, type ImageFile, openImage} from './image.ts'

/** A file of a source. */
export interface SourceFile extends Pick<ImageFile, 'size' | 'read' | 'mtimeNs'> {
  /** Where it can be read by others, too; none where it lies in an image. */
  readonly outside?: RawPath | undefined
  /** Where it begins on the medium: who reads many files reads them in this order. */
  readonly block?: number | undefined
}

export interface Source {
  /** As the user named it. */
  readonly path: RawPath
  readonly isDirectory: boolean
  /** Volume identifier of an image's file system. */
  readonly label?: string | undefined
  /** Parts of its directories can't be read: what is missing may be there. */
  readonly isDamaged?: boolean | undefined
  /** @param path below the volume's root */
  file(path: RawPath): Promise<SourceFile | undefined>
  close(): Promise<void>
}

/** @throws MediaStructError NO_SOURCE, NOT_AN_IMAGE; the system call's error */
export async function openSource(path: RawPath): Promise<Source> {
  const found = await stat(toBytes(path)).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw new MediaStructError('NO_SOURCE', `${toText(path)} is not there.`, {
      hint: 'Name an image, a drive that the disc is in, or the directory where it is mounted.',
    })
  })
  return found.isDirectory() ? directorySource(path) : await imageSource(path)
}

/**
 * Both file systems of an image lead to the same files: where directories of the one are damaged, the other may still know
 * what lay in them.
 */
async function imageSource(path: RawPath): Promise<Source> {
  const image = await openImage(path)
  try {
    const files = await filesOf(image)
    const other = image.problems.length > 0 && image.fileSystem === 'udf' ? await otherSide(path) : undefined
    const all = new Map([...(other?.files ?? []), ...files])
    const close = async () => {
      await image.close()
      await other?.close()
    }
    return {
      path,
      label: image.label,
      isDirectory: false,
      isDamaged: image.problems.length > 0,
      file: async (name) => all.get(name),
      close,
    }
  } catch (error) {
    await image.close()
    throw error
  }
}

async function otherSide(path: RawPath) {
  try {
    const image = await openImage(path, {fileSystem: 'iso9660'})
    return {files: await filesOf(image), close: () => image.close()}
  } catch {
    return undefined
  }
}

async function filesOf(image: Image): Promise<Map<RawPath, SourceFile>> {
  const files = new Map<RawPath, SourceFile>()
  for await (const file of image) files.set(file.path, {...file, block: file.extents[0]?.block})
  return files
}

function directorySource(root: RawPath): Source {
  return {
    path: root,
    isDirectory: true,
    close: async () => {},
    async file(name) {
      const outside = join(root, name)
      const found = await lstat(toBytes(outside), {bigint: true}).catch(() => undefined)
      if (!found?.isFile()) return undefined
      return {size: Number(found.size), mtimeNs: found.mtimeNs, outside, read: () => chunksOf(outside)}
    },
  }
}

/** All of a small file; none where the source has none, or can't read it. */
export async function bytesOf(source: Source, name: RawPath): Promise<Buffer | undefined> {
  try {
    const file = await source.file(name)
    return file && (await wholeOf(file.read()))
  } catch {
    return undefined
  }
}
