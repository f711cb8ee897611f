/**
 * Reads the files of an image or a disc without mounting it, and so without being root: UDF where there is one, else
 * ISO 9660 with Rock Ridge names, Joliet names, or its own.
 */
import {constants} from 'node:fs'
import {type FileHandle, open} from 'node:fs/promises'
import {MediaStructError, type RawPath, toBytes, toText} from 'mediastruct'
import {Blocks, type Extent, type Readable} from './blocks.ts'
import {openIso9660} from './iso9660.ts'
import {openUdf} from './udf.ts'
import {walk} from './walk.ts'

/** A regular file of an image. */
export interface ImageFile {
  /** Below the image's root; UTF-8, or whatever bytes the image has there. Never leads out of it. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint | undefined
  /** Where its content lies: by this, files can be read in the order of the medium. */
  readonly extents: readonly Extent[]
  /**
   * Its content, chunk by chunk; a chunk is valid until the next is asked for.
   * @throws MediaStructError CUT_SHORT where the image ends before; the system call's error (EIO of a damaged sector)
   */
  read(): AsyncIterable<Uint8Array>
}

/** A part of an image that could not be read; what is below it is missing from the files. */
export interface ImageProblem {
  readonly path: RawPath
  readonly message: string
}

export interface Image extends AsyncIterable<ImageFile> {
  readonly fileSystem: 'udf' | 'iso9660'
  /** Volume identifier: `MS-0001`. */
  readonly label: string
  /** What the file system says of its own length, in blocks of 2048 bytes; 0 where it does not. */
  readonly sectors: number
  /** Grows while the files are gone through; complete once they all were. */
  readonly problems: readonly ImageProblem[]
  /** Closes what was opened here; a handle that was given stays open. */
  close(): Promise<void>
}

export interface OpenImageOptions {
  /** Which of two file systems over the same files is read. Default: UDF where there is one. */
  readonly fileSystem?: 'udf' | 'iso9660' | undefined
}

/**
 * Opens an image, or a disc in a drive (`/dev/sr0`). Broken directories do not throw while the files are gone through:
 * they are listed under `problems`.
 * @throws MediaStructError NOT_AN_IMAGE where there is no file system that can be read; the system call's error
 */
export async function openImage(source: RawPath | Readable, options: OpenImageOptions = {}): Promise<Image> {
  if (typeof source !== 'string') return await imageOf(source, 'this', options, async () => {})
  const handle: FileHandle = await open(toBytes(source), constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return await imageOf(handle, toText(source), options, () => handle.close())
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function imageOf(
  source: Readable,
  name: string,
  {fileSystem}: OpenImageOptions,
  close: () => Promise<void>,
): Promise<Image> {
  const blocks = new Blocks(source)
  const udf = fileSystem === 'iso9660' ? undefined : await openUdf(blocks)
  const volume = udf ?? (fileSystem === 'udf' ? undefined : await openIso9660(blocks))
  if (!volume) throw notAnImage(name)
  const problems: ImageProblem[] = []
  return {
    fileSystem: volume.fileSystem,
    label: volume.label,
    sectors: volume.sectors,
    problems,
    close,
    [Symbol.asyncIterator]: () => walk(blocks, volume, problems),
  }
}

function notAnImage(name: string): MediaStructError {
  return new MediaStructError(
    'NOT_AN_IMAGE',
    `${name} holds no UDF or ISO 9660 file system that can be read.`,
    {
      hint: 'Name an image file (.iso), or the drive that the disc is in, such as /dev/sr0.',
    },
  )
}
