/** How long a disc's own files will be, before any of them is written: digests have a fixed width, and room is kept. */
import {fromText, type RawPath} from 'mediastruct'
import {discIndex} from '../disc.ts'
import {ARCHIVE_INDEX_ON_DISC, BAG_FILE, type Bag, PAYLOAD, tagManifestName} from './model.ts'
import {roomyBytes} from './room.ts'
import {bagFiles} from './write.ts'

/** A file of a disc whose content is not known yet. */
export interface SizedFile {
  /** Below the disc's root. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
}

const DIGEST = '0'.repeat(64)

/** A payload file of which only the name and size are known. */
export interface UnreadFile {
  /** Below `data/`. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
  /** Path that it had in the drop. */
  readonly original?: RawPath | undefined
}

export interface UnreadDisc extends Pick<Bag, 'id' | 'medium' | 'manifests' | 'parts'> {
  readonly files: readonly UnreadFile[]
  /** Bytes and volumes of the archive's index; none: the disc carries none. */
  readonly archiveIndex?: {readonly bytes: number; readonly volumes: number} | undefined
}

/** Everything that an image of it will hold. */
export function discFiles({id, medium, files, archiveIndex, manifests = [], parts}: UnreadDisc): SizedFile[] {
  const sha512 = manifests.includes('sha512') ? DIGEST + DIGEST : undefined
  const entries = files.map((file) => ({
    original: undefined,
    ...file,
    blake3: DIGEST,
    sha256: DIGEST,
    sha512,
  }))
  const bag = {id, medium, createdAt: new Date(0), entries, manifests, parts}
  const own = bagFiles(bag).filter(({name}) => name !== BAG_FILE.unburned)
  const sized = own.map(({name, bytes}) => {
    const size = name === BAG_FILE.index ? Buffer.byteLength(discIndex(bag)) : bytes.length
    return {path: fromText(name), size: size + (archiveIndex ? listedBytes(name) : 0)}
  })
  return [
    ...files.map(({path, size}) => ({path: `${PAYLOAD}${path}` as RawPath, size})),
    ...sized,
    ...(archiveIndex
      ? [
          {
            path: fromText(ARCHIVE_INDEX_ON_DISC),
            size: roomyBytes(archiveIndex.bytes, 0, archiveIndex.volumes),
          },
        ]
      : []),
  ]
}

/** A line for the archive's index, where the file is a tag manifest. */
function listedBytes(name: string): number {
  if (!name.startsWith('tagmanifest-')) return 0
  const digits = name === tagManifestName('sha512') ? 128 : 64
  return digits + 2 + ARCHIVE_INDEX_ON_DISC.length + 1
}
