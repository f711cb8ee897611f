/** Where indexes are found: in an archive's directory, on a disc or its image, in a volume's directory, or as a file. */
import {createHash} from 'node:crypto'
import {lstat, stat} from 'node:fs/promises'
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
import {sha256Of} from '../bag/checksums.ts'
import {badIndex} from '../bag/index-fields.ts'
import {parseManifest} from '../bag/manifest.ts'
import {ARCHIVE_INDEX_ON_DISC, BAG_FILE} from '../bag/model.ts'
import {parseVolumeIndex, type VolumeIndex} from '../bag/read-index.ts'
import {bytesOf, openSource, type Source} from '../imaging/sources.ts'
import {fileChunks, type IndexText} from '../read-archive-index.ts'
import {chosenArchive} from '../sources.ts'

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

/** A text whose checksum is known once it was gone through. */
export interface CheckedText extends IndexText {
  /** @throws MediaStructError BAD_INDEX where it is not what a manifest says. @returns SHA-256, lower-case hex */
  check(): string
  /** Where it was not gone through to its end. */
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
  const chunks: Buffer[] = []
  for await (const chunk of fileChunks(source)) chunks.push(Buffer.from(chunk))
  const volume = parseVolumeIndex(Buffer.concat(chunks), name)
  // Only what was written for an image tells of copies.
  const shown = volume.events === undefined ? undefined : 'imaged'
  return {archive: archive(), kind: 'file', shown, archiveIndex: undefined, volume, close: async () => {}}
}

async function onMedium(path: RawPath, archive: RawPath, shown: 'imaged' | 'burned'): Promise<FoundIndexes> {
  const source = await openSource(path).catch((error: unknown) => {
    throw errnoOf(error) === 'ENOMEDIUM' ? noDisc(path) : error
  })
  try {
    if (!(await source.file(VOLUME_INDEX))) throw notAVolume(path)
    const tags = await tagsOf(source)
    const volume = parseVolumeIndex(
      await tagFile(source, tags, BAG_FILE.index),
      nameOn(source, BAG_FILE.index),
    )
    const archiveIndex = await archiveIndexOn(source, tags)
    const close = async () => {
      await archiveIndex?.close()
      await source.close()
    }
    return {archive, kind: 'medium', shown, volume, archiveIndex, close}
  } catch (error) {
    await source.close()
    throw error
  }
}

/** By name: SHA-256 of the files that describe the volume. */
async function tagsOf(source: Source): Promise<Map<string, string>> {
  const name = BAG_FILE.tagManifest
  const manifest = await bytesOf(source, fromText(name))
  const lines = [...parseManifest(manifest ?? Buffer.alloc(0))]
  const tags = new Map<string, string>(lines.map(({path, digest}) => [path, digest]))
  if (tags.has(BAG_FILE.index)) return tags
  throw unproven(
    nameOn(source, name),
    'it is not there, or can not be read: nothing tells whether the indexes are whole',
  )
}

async function tagFile(source: Source, tags: ReadonlyMap<string, string>, name: string): Promise<Buffer> {
  const bytes = await bytesOf(source, fromText(name))
  if (bytes && sha256Of(bytes) === tags.get(name)) return bytes
  throw unproven(
    nameOn(source, name),
    bytes ? 'it is damaged: its checksum is another' : 'it can not be read',
  )
}

/** None on a disc that is meant to be given away. */
async function archiveIndexOn(
  source: Source,
  tags: ReadonlyMap<string, string>,
): Promise<CheckedText | undefined> {
  const digest = tags.get(ARCHIVE_INDEX_ON_DISC)
  const file = await source.file(fromText(ARCHIVE_INDEX_ON_DISC))
  const name = nameOn(source, ARCHIVE_INDEX_ON_DISC)
  if (file && digest !== undefined) return checkedText(name, file.read(), digest)
  if (!file && digest === undefined) return undefined
  throw unproven(name, file ? 'it does not belong to this volume' : 'it is missing')
}

function checkedText(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  expected: string | undefined,
): CheckedText {
  const hash = createHash('sha256')
  const read = async function* (): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
  const check = () => {
    const sha256 = hash.digest('hex')
    if (expected === undefined || sha256 === expected) return sha256
    throw unproven(name, 'it is damaged: its checksum is another')
  }
  const reading = read()
  return {name, chunks: reading, check, close: async () => void (await reading.return())}
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

function nameOn({path}: Source, name: string): string {
  return `${toText(path)}: ${name}`
}

function unproven(name: string, what: string): MediaStructError {
  const {code, message} = badIndex(name, what)
  return new MediaStructError(code, message, {
    hint: `Nothing was taken in. Try another copy, or a later disc; if there is none, copy ${ARCHIVE_INDEX_ON_DISC} from it and import that file.`,
  })
}

function noSource(path: RawPath): MediaStructError {
  return new MediaStructError('NO_SOURCE', `${toText(path)} is not there.`, {
    hint: 'Name a disc in a drive, an image, the directory where it is mounted, the archive, or an exported index.',
  })
}

function noDisc(path: RawPath): MediaStructError {
  return new MediaStructError('NO_DISC', `There is no disc in ${toText(path)}.`, {
    hint: 'Put it in, wait until the drive is ready, and begin again.',
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
