/**
 * THE list of hook points. Deciders are nouns and answer a question; observers start with `on` and answer nothing.
 * Adding, renaming or retyping one changes the public API: a snapshot test and CHANGELOG.md go with it.
 */
import {AsyncSeriesBailHook, AsyncSeriesHook, HookMap, SyncBailHook} from 'tapable'
import type {RawPath} from './paths/bytes.ts'

/** A file that a walker met, before it is read. */
export interface DiscoveredFile {
  /** Absolute path as text; U+FFFD where the bytes are no UTF-8. */
  readonly path: string
  /** The same path as bytes, one latin1 character a byte. */
  readonly raw: RawPath
  /** Absolute path of the tree that the walk started from. */
  readonly tree: string
  /** Bytes. */
  readonly size: number
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint
  /** Leave this file out of index and plans; it is listed as `excluded` with the reason. */
  skip(reason: string): void
}

/** A hash algorithm: a module that a worker thread imports. */
export interface HashProvider {
  readonly name: string
  /** `file:` URL or bare specifier that a worker thread can import. */
  readonly module: string
  /** Name of the export: a function `() => Hasher`. */
  readonly export: string
  /** Length of the digest in bytes. */
  readonly digestBytes: number
}

/** What a hash module's export makes: one for each file. */
export interface Hasher {
  update(bytes: Uint8Array): void
  /** The digest; the hasher is not used again. */
  digest(): Uint8Array
}

/** A file whose capture date is asked for. */
export interface DatableFile {
  readonly path: string
  readonly raw: RawPath
  /** Its name in the drop, as text. */
  readonly name: string
  /** Absolute path of the drop, as `DiscoveredFile` has it. */
  readonly tree: string
  /**
   * Absolute paths of the files that belong to it (the other half of a Live Photo, sidecars, what Google Takeout wrote of
   * it), as bytes; undefined where nobody looked for them. They may lie in another directory.
   */
  readonly companions?: readonly RawPath[] | undefined
  readonly size: number
  readonly mtimeNs: bigint
  /** IANA zone for times that the file stores as UTC. */
  readonly timezone: string
  /**
   * Makes (or a make and the beginning of a model) whose cameras write local time where a format wants UTC, as the config
   * names them; compared without case.
   */
  readonly localClocks: readonly string[]
  /**
   * Up to `length` bytes from `position`; fewer at the end of the file. The file is opened by the first call.
   * @throws the system's error
   */
  read(position: number, length: number): Promise<Uint8Array>
  /**
   * Tells of a value that the file holds and that is no date: `--explain` shows it. The source then answers with another
   * one, or with `undefined`.
   * @param written as it stands in the file
   * @param reason why it is no date: `the zero of a counter`
   */
  refuse(written: string, reason: string): void
}

/** A capture date: what the camera's clock showed. */
export interface CaptureDate {
  /** Wall clock, ISO 8601 without zone: `2019-01-02T03:04:05[.123]`, or `2019-01-02` where no time of day is known. */
  readonly local: string
  /** `+02:00`, `Z`; only where the file says so. */
  readonly offset?: string | undefined
  /** `high`: written by the camera. `medium`: derived (UTC converted, file name). `low`: a guess (folder name, mtime). */
  readonly confidence: 'high' | 'medium' | 'low'
}

/** A file to be named, and what is known of it. */
export interface NamableFile {
  readonly path: string
  /** The name that it had in the drop. */
  readonly name: string
  /** Extension with its dot, as it was; empty for none. */
  readonly extension: string
  readonly size: number
  /** Lower-case hex. */
  readonly hash: string
  readonly date: CaptureDate
  readonly dateSource: string
  /** As the file says it: anybody's text, which may hold a slash. */
  readonly camera?: {readonly make?: string | undefined; readonly model?: string | undefined} | undefined
  /** Up to `length` bytes from `position`; fewer at the end of the file, which is opened by the first call. */
  read(position: number, length: number): Promise<Uint8Array>
}

/** A place for a file, relative to the library. */
export interface NameProposal {
  /** Relative to the library; `/` separates, empty for the library itself. */
  readonly folder: string
  /** One path component. */
  readonly name: string
}

/** One member of a group of files of equal content. */
export interface DuplicateFile {
  readonly path: string
  readonly tree: string
  /** What the config calls the tree. */
  readonly role: TreeRole
  readonly master: boolean
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint
}

export type TreeRole = 'archive' | 'master' | 'library' | 'tree' | 'drop' | 'duplicates'

export interface DuplicateGroup {
  /** Lower-case hex. */
  readonly hash: string
  /** Bytes of each file. */
  readonly size: number
  /** In the default order of preference: archive, masters, library, trees in config order, byte order of the path. */
  readonly files: readonly DuplicateFile[]
}

/** `keep`: the path that stays, and why. `leave`: touch nothing of this group. */
export type DedupeDecision =
  | {readonly keep: string; readonly reason: string}
  | {readonly leave: true; readonly reason: string}

/** A kind of medium that a volume must fit on. */
export interface VolumeTarget {
  readonly name: string
  readonly description: string
  /** Usable capacity in bytes. */
  readonly capacityBytes: number
  /** Allocation unit in bytes. */
  readonly sectorBytes: number
  /** What the medium's file system adds to the files' own sectors. */
  readonly overhead: OverheadModel
  readonly limits: VolumeLimits
  /**
   * What makes an image of a volume: `genisoimage`, `xorriso`. `directory`, or none: the medium takes no image but the
   * volume's files as they are, where it is mounted.
   */
  readonly imager?: string | undefined
  /** What writes to the medium: `xorriso` images, `directory` files. */
  readonly writer?: string | undefined
}

/** What a medium's file system refuses: such files are left when a volume is planned, with the reason. */
export interface VolumeLimits {
  /**
   * Longest name of a file or folder, in bytes of UTF-8; for a medium that takes images, also as UDF writes it
   * (OSTA UDF 1.02, 2.1.1), which may be longer.
   */
  readonly nameBytes: number
  /** Largest file, in bytes. */
  readonly fileBytes: number
  /** Longest path below the volume's root, `data/` included, in bytes of UTF-8; default: any. */
  readonly pathBytes?: number | undefined
  /**
   * `windows`: only what FAT, exFAT and NTFS take under Windows: none of `< > : " \ | ? *`, no control character, no dot
   * or space at the end, none of `CON`, `NUL` and the like, and no two names in a folder that differ in case alone.
   * Default `any`.
   */
  readonly names?: 'any' | 'windows' | undefined
}

/** What a file system adds, in sectors: a linear bound, and where it has one the name of a closer model. */
export interface OverheadModel {
  /**
   * `udf-bridge`: UDF 1.02 beside ISO 9660 with Rock Ridge, as `genisoimage -udf -r` writes them in sectors of 2048
   * bytes. A name that is not known here is passed over: the linear bound counts.
   */
  readonly model?: string | undefined
  readonly fixedSectors: number
  readonly sectorsPerFile: number
  readonly sectorsPerDirectory: number
}

/** What error correction makes of an image on a medium. Sectors are of 2048 bytes, and only they are counted. */
export interface EccRoom {
  /** Of the image with its error correction: never more than the capacity that was asked about. */
  readonly sectors: number
  /** Error correction in percent of what it corrects; 0 where the medium has no room for any. */
  readonly redundancyPercent: number
  /** Redundancy below which it is of no use, in percent. */
  readonly leastPercent: number
}

/** What is asked of a provider about one image file. It may take hours. */
export interface EccJob {
  /** Absolute path of an image that the provider may read and, unless it is asked for `check`, write. */
  readonly image: string
  /** A directory that is the provider's alone and goes afterwards: home and working directory for programs. */
  readonly scratch: string
  /** Ends it: what the provider started ends with it. */
  readonly signal: AbortSignal
  /** Is told how much is done, from 0 to 1. */
  progress(done: number): void
}

export interface EccProtectJob extends EccJob {
  /** Of the image as it is. */
  readonly sectors: number
  /** The image has at most so many in the end. */
  readonly capacitySectors: number
}

/** How a provider finds an image, or leaves it. */
export interface EccState {
  /**
   * `none`: no error correction of this provider's is recognized. `intact`: every sector of image and error correction is
   * as it was made. `damaged`: some are not.
   */
  readonly state: 'none' | 'intact' | 'damaged'
  /** What was found or done, as a sentence without its subject: `257 sectors were repaired`. */
  readonly detail: string
}

/**
 * A provider of error correction for images: it works on a finished image file, whatever file system that holds. The host
 * proves what it did: the sectors that were there are as they were, the image fits, and every file is read from it again.
 */
export interface EccProvider {
  readonly name: string
  readonly description: string
  /** How large an image of so many sectors becomes on a medium of so many. Asked often: it only reckons. */
  room(imageSectors: number, capacitySectors: number): EccRoom
  /**
   * The version of what does the work: asked before an image is made.
   * @throws an error that says what is missing, and how to get it
   */
  version(): Promise<string>
  /** Adds error correction behind the sectors of the image, which stay as they are. */
  protect(job: EccProtectJob): Promise<void>
  /** Looks at an image without changing it. */
  check(job: EccJob): Promise<EccState>
  /** Repairs what can be repaired, in place: the image is a copy that was made for this. */
  repair(job: EccJob): Promise<EccState>
  /**
   * Sectors without which the provider does not recognize what it made, four at most: the host remembers them apart from the
   * image, and puts them back into the copy that is repaired.
   */
  readonly vitalSectors?: readonly number[] | undefined
  /**
   * What stands for a sector that could not be read when that copy was made, 2048 bytes: by it, the provider knows that
   * the sector is missing, rather than wrong. Default: zeros.
   */
  standIn?(sector: number): Uint8Array
}

export interface RunEvent {
  readonly run: string
  readonly command: string
}
export interface MovedEvent extends RunEvent {
  readonly from: string
  readonly to: string
  readonly size: number
}
export interface VolumeEvent {
  readonly volume: string
  /** Of the copy, where one is named; else of the volume. */
  readonly state: string
  /** Name of the copy, `a` of `MS-0001/a`; undefined: the volume itself. */
  readonly copy?: string | undefined
}

/** Makes every hook point, afresh for each host. */
export function createHooks() {
  return Object.freeze({
    /** For each file met, before it is read: may `file.skip(reason)`. A throw lists the file under `errors`. */
    onFileDiscovered: new AsyncSeriesHook<[DiscoveredFile]>(['file']),
    /** By name, once a run: which module hashes? `undefined` is an error: nothing can be hashed by an unknown name. */
    hashAlgorithm: new HookMap(() => new SyncBailHook<[], HashProvider | undefined>([])),
    /** By name, in the config's order until one answers: when was this taken? */
    captureDate: new HookMap(() => new AsyncSeriesBailHook<[DatableFile], CaptureDate | undefined>(['file'])),
    /** By name, only the chosen one: where and under which name is this filed? `undefined` falls to the proposal. */
    renameStrategy: new HookMap(
      () =>
        new AsyncSeriesBailHook<[NamableFile, NameProposal], NameProposal | undefined>(['file', 'proposal']),
    ),
    /** By name, only the chosen one: which copy stays, and why? `undefined` falls to `prefer-master`. */
    dedupePolicy: new HookMap(
      () => new AsyncSeriesBailHook<[DuplicateGroup], DedupeDecision | undefined>(['group']),
    ),
    /** By name, once a run: what must a volume fit on? */
    volumeTarget: new HookMap(() => new SyncBailHook<[], VolumeTarget | undefined>([])),
    /** By name, only the chosen one: who adds error correction to images, and repairs them by it? */
    ecc: new HookMap(() => new AsyncSeriesBailHook<[], EccProvider | undefined>([])),
    /** A run of moves begins. */
    onRunStart: new AsyncSeriesHook<[RunEvent]>(['run']),
    /** A file has its new place, durably. */
    onMoved: new AsyncSeriesHook<[MovedEvent]>(['move']),
    /** A run of moves ended. */
    onRunEnd: new AsyncSeriesHook<[RunEvent]>(['run']),
    /** A volume or copy changed its state. */
    onVolumeState: new AsyncSeriesHook<[VolumeEvent]>(['volume']),
  })
}

export type Hooks = ReturnType<typeof createHooks>
export type HookName = keyof Hooks
