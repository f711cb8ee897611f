/** Where indexes are found: in an archive's directory, on a disc or its image, in a volume's directory, or as a file. */
import {lstat, readFile, stat} from 'node:fs/promises'
import {
  basename,
  dirname,
  errnoOf,
  fromText,
  type Host,
  join,
  MediaStructError,
  type RawPath,
  toBytes,
  toText,
} from 'mediastruct'
import {ARCHIVE_INDEX} from '../archive-index.ts'
import {BAG_FILE} from '../bag/model.ts'
import {parseVolumeIndex, type VolumeIndex} from '../bag/read-index.ts'
import {fileChunks} from '../read-archive-index.ts'
import {chosenArchive} from '../sources.ts'
import {noDisc} from '../verifying/medium.ts'
import {type CheckedText, checkedText} from './checked-text.ts'
import {readMediumIndexes} from './medium-indexes.ts'

/** What there is to read. */
export interface FoundIndexes {
  /** That the paths in the indexes are below. */
  readonly archive: RawPath
  /** `archive`: the directory that the program fills. `file`: an index alone, which may lie anywhere. */
  readonly kind: 'archive' | 'medium' | 'file'
  /** What there is of `volume`, by where its index was found; undefined: that tells nothing of a medium. */
  readonly shown: 'imaged' | 'burned' | undefined
  readonly archiveIndex: CheckedText | undefined
  /** The volume's own, which was found to be whole. */
  readonly volume: VolumeIndex | undefined
  close(): Promise<void>
}

/** @throws MediaStructError NO_SOURCE, NO_TARGET, BAD_TARGET, NOT_A_VOLUME, NOT_AN_IMAGE, BAD_INDEX, NEWER_INDEX */
export async function findIndexes(
  source: RawPath,
  to: RawPath | undefined,
  host: Pick<Host, 'settings'>,
): Promise<FoundIndexes> {
  const found = await stat(toBytes(source)).catch((error: unknown) => {
    throw errnoOf(error) === 'ENOENT' ? noSource(source) : error
  })
  const archive = () => chosenArchive(to, host)
  if (found.isFile() && (await isJson(source))) return await indexAlone(source, to, archive)
  if (!found.isDirectory()) return await onMedium(source, archive(), found.isFile() ? 'imaged' : 'burned')
  if (await isFile(join(source, VOLUME_INDEX))) return await ofVolume(source, to, archive)
  if (await isFile(join(source, ARCHIVE_INDEX))) return ofArchive(to ?? source, join(source, ARCHIVE_INDEX))
  throw notAVolume(source)
}

const VOLUME_INDEX = fromText(BAG_FILE.index)

/** The directory in the archive, where the archive says so: what stands beside it says more than what is in it. */
async function ofVolume(
  source: RawPath,
  to: RawPath | undefined,
  archive: () => RawPath,
): Promise<FoundIndexes> {
  const parent = dirname(source)
  const index = join(parent, ARCHIVE_INDEX)
  if (to === undefined && (await isFile(index)) && (await isArchiveIndex(index)))
    return ofArchive(parent, index)
  const found = await onMedium(source, archive(), 'burned')
  if (source !== join(found.archive, fromText(found.volume?.id ?? ''))) return found
  // The marker goes when the first copy is written.
  const isUnburned = await isFile(join(source, fromText(BAG_FILE.unburned)))
  return {...found, kind: 'archive', shown: isUnburned ? undefined : 'burned'}
}

function ofArchive(archive: RawPath, path: RawPath): FoundIndexes {
  const archiveIndex = checkedText(toText(path), fileChunks(path), undefined)
  return {
    ...{archive, kind: 'archive', shown: undefined, archiveIndex, volume: undefined},
    close: () => archiveIndex.close(),
  }
}

/** A file that somebody took off a disc: nothing tells whether it is whole but its own form. */
async function indexAlone(
  source: RawPath,
  to: RawPath | undefined,
  archive: () => RawPath,
): Promise<FoundIndexes> {
  const name = toText(source)
  if (await isArchiveIndex(source)) {
    if (basename(source) === ARCHIVE_INDEX) return ofArchive(to ?? dirname(source), source)
    const archiveIndex = checkedText(name, fileChunks(source), undefined)
    return {
      ...{archive: archive(), kind: 'file', shown: undefined, archiveIndex, volume: undefined},
      close: () => archiveIndex.close(),
    }
  }
  const volume = parseVolumeIndex(await readFile(toBytes(source)), name)
  // Only what was written for an image tells of copies.
  const shown = volume.events === undefined ? undefined : 'imaged'
  return {archive: archive(), kind: 'file', shown, archiveIndex: undefined, volume, close: async () => {}}
}

async function onMedium(path: RawPath, archive: RawPath, shown: 'imaged' | 'burned'): Promise<FoundIndexes> {
  const indexes = await readMediumIndexes(path).catch((error: unknown) => {
    throw errnoOf(error) === 'ENOMEDIUM' ? noDisc(path) : error
  })
  if (!indexes) throw notAVolume(path)
  return {archive, kind: 'medium', shown, ...indexes}
}

const HEAD_BYTES = 256

async function headOf(path: RawPath): Promise<string> {
  for await (const chunk of fileChunks(path))
    return Buffer.from(chunk.subarray(0, HEAD_BYTES)).toString('latin1')
  return ''
}

/** An image begins with what no text has. */
async function isJson(path: RawPath): Promise<boolean> {
  return /^\s*\{/.test(await headOf(path))
}

async function isArchiveIndex(path: RawPath): Promise<boolean> {
  return /^\s*\{\s*"schema"\s*:\s*"mediastruct\/archive-index@/.test(await headOf(path))
}

async function isFile(path: RawPath): Promise<boolean> {
  const found = await lstat(toBytes(path)).catch(() => undefined)
  return found?.isFile() === true
}

function noSource(path: RawPath): MediaStructError {
  return new MediaStructError('NO_SOURCE', `${toText(path)} is not there.`, {
    hint: 'Name a disc in a drive, an image, the directory where it is mounted, the archive, or an exported index.',
  })
}

function notAVolume(path: RawPath): MediaStructError {
  const shown = toText(path)
  return new MediaStructError(
    'NOT_A_VOLUME',
    `${shown} holds no index of ours: neither ${BAG_FILE.index} nor ${toText(ARCHIVE_INDEX)} is there.`,
    {hint: `What was made without MediaStruct comes in with: mediastruct volumes add ${shown} --id ID`},
  )
}
