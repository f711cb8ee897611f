/** What a plugin is, and what the host hands to it. A third party needs these types and nothing else. */
import type {StandardSchemaV1} from '@standard-schema/spec'
import type {
  CaptureDate,
  DatableFile,
  DedupeDecision,
  DiscoveredFile,
  DuplicateGroup,
  EccProvider,
  HashProvider,
  MovedEvent,
  NamableFile,
  NameProposal,
  RunEvent,
  VolumeEvent,
  VolumeTarget,
} from '../hooks.ts'

/** The only version so far. A plugin of another one is refused with both numbers. */
export const API_VERSION = 1

export interface Plugin<Options = unknown> {
  /** The package's name, or a name of its own for a local module. */
  readonly name: string
  /** The version of this API that it was written for: 1. */
  readonly apiVersion: number
  readonly version?: string | undefined
  /**
   * What its options must be, as any Standard Schema says it (zod, valibot, arktype …; https://standardschema.dev).
   * Options that are wrong stop the command with exit 2. Where the config gives none, `{}` is asked about.
   */
  readonly options?: StandardSchemaV1<unknown, Options> | undefined
  /**
   * Called once, before anything else; registers what it wants to answer.
   * @param options as the schema gave them back; as the config has them, or `{}`, where there is no schema
   */
  setup(api: PluginApi, options: Options): void | Promise<void>
}

/**
 * What a module exports by default: a plugin, or a function that makes one. The function is given the options as the
 * config has them, before the plugin's schema saw them; `{}` where it has none.
 */
export type PluginFactory<Options = unknown> = (options: Options) => MaybePromise<Plugin>

type MaybePromise<T> = T | Promise<T>
type Observer<Event> = (event: Event) => MaybePromise<void>
/** `undefined` is no answer: the next one, or the default, speaks. */
type Answer<T> = MaybePromise<T | undefined>

export interface PluginApi {
  /** Messages on stderr; `debug` only under MEDIASTRUCT_DEBUG. */
  readonly log: {warn(message: string): void; debug(message: string): void}

  /**
   * The absolute path of one that stands in the options: like all paths in a config, a relative one is relative to the
   * config file; where no config names the plugin, to the working directory.
   */
  resolvePath(path: string): string

  /** For each file met, before it is read: `file.skip(reason)` leaves it out. */
  onFileDiscovered(tap: Observer<DiscoveredFile>): void
  /** Offers a hash algorithm under `provider.name`. */
  hashAlgorithm(provider: HashProvider): void
  /** Offers a source of capture dates; the config's `dates` orders the sources. */
  captureDate(name: string, source: (file: DatableFile) => Answer<CaptureDate>): void
  renameStrategy(
    name: string,
    strategy: (file: NamableFile, proposal: NameProposal) => Answer<NameProposal>,
  ): void
  dedupePolicy(name: string, policy: (group: DuplicateGroup) => Answer<DedupeDecision>): void
  /** Offers a medium under `target.name`. */
  volumeTarget(target: VolumeTarget): void
  /** Offers error correction for images under `provider.name`. */
  ecc(provider: EccProvider): void

  /** Observers: they are told, and change nothing. */
  onRunStart(tap: Observer<RunEvent>): void
  onMoved(tap: Observer<MovedEvent>): void
  onRunEnd(tap: Observer<RunEvent>): void
  onVolumeState(tap: Observer<VolumeEvent>): void
}
