/** What packing takes and gives: plain data. */
import type {RawPath} from 'mediastruct'
import type {PackOrder} from './order.ts'

/** A file of a unit. */
export interface PackFile {
  /** Below `data/`. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
  /** All that the file takes on a volume. */
  readonly sectors: number
  /** Files of one asset stay together. */
  readonly asset?: string | undefined
}

/** A folder that directly holds files, or a package with all of its folders. */
export interface PackUnit<File extends PackFile = PackFile> {
  /** Below `data/`; empty for `data/` itself. */
  readonly folder: RawPath
  /** Those that directly hold files, below `data/`; the folder itself where they are not told. */
  readonly folders?: readonly RawPath[] | undefined
  /** First and last day that the folder's path spells, ISO; none for an undated one. */
  readonly dates?: {readonly first: string; readonly last: string} | undefined
  readonly files: readonly File[]
  /** The folder's own sectors, without its files. */
  readonly folderSectors: number
  /** The folder's and its files'. */
  readonly sectors: number
}

/** A unit in a volume, or as many of its files as a volume takes. */
export interface PackedUnit<File extends PackFile = PackFile> {
  readonly unit: PackUnit<File>
  readonly files: readonly File[]
  readonly sectors: number
  /** Only where the unit is larger than a volume. */
  readonly part?: {readonly number: number; readonly of: number} | undefined
}

export interface PackedVolume<File extends PackFile = PackFile> {
  /** Of a volume that was open already; a new one has none yet. */
  readonly id?: string | undefined
  /** With what the volume held before. */
  readonly usedSectors: number
  readonly contents: readonly PackedUnit<File>[]
}

/** A file, or the files of one asset, that no volume can take. */
export interface Unpackable<File extends PackFile = PackFile> {
  readonly files: readonly File[]
  readonly reason: string
}

export interface Packing<File extends PackFile = PackFile> {
  /** Only those that something was put into; those that were open already first. */
  readonly volumes: PackedVolume<File>[]
  readonly unpackable: Unpackable<File>[]
  /** No packing could use fewer volumes. */
  readonly lowerBound: number
}

/** A volume of an earlier run that still takes files. */
export interface OpenVolume {
  readonly id: string
  readonly usedSectors: number
  /** Those that it holds files of. */
  readonly folders: readonly RawPath[]
  /** First day of the latest of them; none where one of them has no date. */
  readonly latest: string | undefined
}

export interface PackOptions {
  /** What one volume has for units, its own overhead taken off. */
  readonly capacitySectors: number
  readonly order: PackOrder
  /** The oldest first. */
  readonly openVolumes?: readonly OpenVolume[] | undefined
}
