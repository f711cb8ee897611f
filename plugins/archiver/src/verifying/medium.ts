/** What a copy is read from: an image, a disc in a drive, or a directory where it lies or is mounted. */
import {lstat, stat} from 'node:fs/promises'
import {
  EXIT,
  errnoOf,
  fromText,
  join,
  listDirectory,
  MediaStructError,
  openPastCache,
  type RawPath,
  relativeTo,
  toBytes,
  toText,
} from 'mediastruct'
import {chunksPastCache, wholeOf} from '../chunks.ts'
import type {Readable} from '../imaging/blocks.ts'
import {inOrder} from '../imaging/compare.ts'
import {type ImageProblem, openImage} from '../imaging/image.ts'

export interface MediumFile {
  /** Below the volume's root. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
  /** Chunk by chunk; a chunk is valid until the next is asked for. @throws where it can't be read */
  read(): AsyncIterable<Uint8Array>
}

export interface Medium {
  readonly path: RawPath
  /** Its sectors, where it has any: an image or a drive. */
  readonly sectors: Readable | undefined
  /** Volume identifier of its file system. */
  readonly label: string | undefined
  /** In the order in which they are best read. */
  readonly files: readonly MediumFile[]
  /** What of its directories could not be read. */
  readonly problems: readonly ImageProblem[]
  close(): Promise<void>
}

/** What drives are called when they are written to: `stdio:/path` is a file in the place of one. */
export function withoutScheme(text: string): string {
  return text.replace(/^(?:stdio|mmc):(?=\/)/, '')
}

/** Nothing comes from the page cache where that can be helped. @throws MediaStructError NO_SOURCE, NO_DISC, UNREADABLE_DISC */
export async function openMedium(path: RawPath): Promise<Medium> {
  const found = await stat(toBytes(path)).catch((error: unknown) => {
    throw errnoOf(error) === 'ENOENT' ? noSource(path) : error
  })
  if (found.isDirectory()) return await directoryMedium(path)
  if (found.isFile() || found.isBlockDevice()) return await imageMedium(path)
  throw noSource(path)
}

const NO_FILE_SYSTEM = new Set(['NOT_AN_IMAGE', 'CUT_SHORT'])

async function imageMedium(path: RawPath): Promise<Medium> {
  const source = await openPastCache(path).catch((error: unknown) => {
    throw errnoOf(error) === 'ENOMEDIUM' ? noDisc(path) : error
  })
  try {
    const image = await openImage(source).catch((error: unknown) => {
      const isNone = error instanceof MediaStructError && NO_FILE_SYSTEM.has(error.code)
      throw isNone || errnoOf(error) === 'EIO' ? unreadable(path) : error
    })
    const files = await inOrder(image)
    const {label, problems} = image
    return {path, sectors: source, label, files, problems, close: () => source.close()}
  } catch (error) {
    await source.close()
    throw error
  }
}

async function directoryMedium(root: RawPath): Promise<Medium> {
  const files: MediumFile[] = []
  const problems: ImageProblem[] = []
  const pending: RawPath[] = [root]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const listing = listDirectory(next)
    const at = (name: RawPath) => join(listing.path, name)
    for (const {path, message} of listing.errors) problems.push({path: below(root, path), message})
    for (const name of listing.special)
      problems.push({path: below(root, at(name)), message: 'it is no regular file'})
    for (const name of [...listing.files, ...listing.tags]) {
      const file = await fileIn(root, at(name))
      if ('read' in file) files.push(file)
      else problems.push(file)
    }
    pending.push(...listing.directories.map(at).sort().reverse())
  }
  return {path: root, sectors: undefined, label: undefined, files, problems, close: async () => {}}
}

async function fileIn(root: RawPath, file: RawPath): Promise<MediumFile | ImageProblem> {
  const path = below(root, file)
  try {
    const {size} = await lstat(toBytes(file))
    return {path, size, read: () => chunksPastCache(file, size)}
  } catch (error) {
    return {path, message: error instanceof Error ? error.message : String(error)}
  }
}

function below(root: RawPath, path: RawPath): RawPath {
  return path === root ? fromText('') : relativeTo(root, path)
}

/** All of a small file; none where there is none, or it can't be read. */
export async function smallFile({files}: Medium, name: string): Promise<Buffer | undefined> {
  const file = files.find(({path}) => path === name)
  if (!file) return undefined
  try {
    return await wholeOf(file.read())
  } catch {
    return undefined
  }
}

export function noSource(path: RawPath): MediaStructError {
  return new MediaStructError('NO_SOURCE', `${toText(path)} is no disc, image or directory.`, {
    hint: 'Name a drive that the disc is in, an image, or the directory where it is mounted.',
  })
}

export function noDisc(path: RawPath): MediaStructError {
  return new MediaStructError('NO_DISC', `There is no disc in ${toText(path)}.`, {
    hint: 'Put it in, wait until the drive is ready, and begin again.',
  })
}

/** It may be another disc, or a blank one: the copy itself is judged by nothing. */
function unreadable(path: RawPath): MediaStructError {
  const shown = toText(path)
  return new MediaStructError(
    'UNREADABLE_DISC',
    `No file system can be read in ${shown}: it is blank, of another kind, or damaged where it begins.`,
    {
      hint: 'Nothing was recorded, for it does not tell which disc it is. If it is this copy, say so: mediastruct volumes mark ID/COPY failed',
      exitCode: EXIT.findings,
    },
  )
}
