/** What a bag is made of: plain data. */
import type {RawPath} from 'mediastruct'
import type {FolderPart} from '../folder-part.ts'

/** A payload file of a bag. */
export interface BagEntry {
  /** Below `data/`; valid UTF-8. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly blake3: string
  /** Lower-case hex. */
  readonly sha256: string
  /** Path that the file had in the drop. */
  readonly original?: RawPath | undefined
}

/** A bag without its place on a disk. */
export interface Bag {
  /** The volume's id: `MS-0001`. */
  readonly id: string
  /** Name of the volume target. */
  readonly medium: string
  readonly createdAt: Date
  readonly entries: readonly BagEntry[]
  /** Folders of which other volumes hold the rest. */
  readonly parts?: readonly FolderPart[] | undefined
}

/** Names of a bag's own files, as the volume's root holds them. */
export const BAG_FILE = {
  declaration: 'bagit.txt',
  info: 'bag-info.txt',
  manifest: 'manifest-sha256.txt',
  tagManifest: 'tagmanifest-sha256.txt',
  readme: 'README.txt',
  index: 'volume-index.json',
  unburned: 'UNBURNED',
} as const

/** Where the payload lies, below the volume's root. */
export const PAYLOAD = 'data/' as RawPath
