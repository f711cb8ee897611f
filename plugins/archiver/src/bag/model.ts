/** What a bag is made of: plain data. */
import {MANIFEST_ALGORITHMS, type ManifestAlgorithm, type RawPath} from 'mediastruct'
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
  /** Lower-case hex; only where a manifest lists it. */
  readonly sha512?: string | undefined
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
  /** Beside sha256. */
  readonly manifests?: readonly ManifestAlgorithm[] | undefined
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

/** On discs beside those: what the whole archive held when the image was made. */
export const ARCHIVE_INDEX_ON_DISC = 'archive-index.json'

/** Manifests of an algorithm (RFC 8493, section 2.1.3 and 2.2.1). */
export function manifestName(algorithm: ManifestAlgorithm): string {
  return `manifest-${algorithm}.txt`
}

export function tagManifestName(algorithm: ManifestAlgorithm): string {
  return `tagmanifest-${algorithm}.txt`
}

/** SHA-256 first, which every system can check. */
export function manifestsOf({manifests = []}: Pick<Bag, 'manifests'>): ManifestAlgorithm[] {
  return MANIFEST_ALGORITHMS.filter((algorithm) => algorithm === 'sha256' || manifests.includes(algorithm))
}

/** Every name that a bag's own files may have. */
export const OWN_NAMES: readonly string[] = [
  ...new Set([
    ...Object.values(BAG_FILE),
    ...MANIFEST_ALGORITHMS.flatMap((algorithm) => [manifestName(algorithm), tagManifestName(algorithm)]),
  ]),
]

/** Where the payload lies, below the volume's root. */
export const PAYLOAD = 'data/' as RawPath
