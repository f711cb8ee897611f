/** What puts a volume onto media of one kind, one medium after another. */
import type {Catalog, Ecc, Failure, Host, RawPath, VolumeRow, VolumeTarget} from 'mediastruct'
import type {Repairers} from '../ecc/chosen.ts'

export interface WriterOptions {
  readonly host: Host
  /** Opened for writing. */
  readonly catalog: Catalog
  readonly volume: VolumeRow
  readonly target: VolumeTarget
  /** As the user named it. */
  readonly device: string
  /** The copy that is written first. */
  readonly copy: string
  /** An image that was made before, as the user named it. */
  readonly image: RawPath | undefined
  /** Copies that the volume is put together from; none: its directory in the archive. */
  readonly from: readonly RawPath[]
  /** Error correction that an image is to carry; undefined: with or without. */
  readonly ecc: Ecc | undefined
  /** What may repair the copies in `from`. */
  readonly repairers: Repairers
  /** Each copy is read back as soon as it is written. */
  readonly verify: boolean
  /** Brings the volume's directory in order before it is read. */
  readonly inOrder: () => Promise<VolumeRow>
}

export interface Written {
  /** Why the copy is no good, as a sentence without its subject; undefined: all is written. */
  readonly reason: string | undefined
  /** Files that could not be read as they were archived. */
  readonly failures: readonly Failure[]
}

export interface MediaWriter {
  readonly volume: VolumeRow
  /** As the user may name it again, and what is read back. */
  readonly device: {readonly name: string; readonly path: RawPath}
  /** SHA-256 of the image that is written, where one is. */
  readonly imageSha256: string | undefined
  /** What somebody is to do first for another copy, as the beginning of a sentence: `Put in another blank medium`. */
  readonly nextMedium: string
  /** What somebody is asked for, as a sentence. */
  mediumFor(copy: string): string
  /** Looks at the medium before a byte is written. @throws MediaStructError that says why it can't be taken */
  assertTakes(): Promise<void>
  /** @throws MediaStructError INTERRUPTED where that leaves nothing that is no good */
  write(): Promise<Written>
  /** So that what is read back comes from the medium. @returns whether it is there again */
  reload(): Promise<boolean>
  /** The medium is done with. */
  release(): Promise<void>
  /** What the document tells of what was written. */
  fields(): {readonly image: object | null; readonly directory: object | null}
  close(): void
}
