/** What a config may say (`UserConfig`), and what the program works with once every value is known (`Settings`). */
import type {DedupeDecision, DuplicateGroup, NamableFile, NameProposal} from '../hooks.ts'
import type {RawPath} from '../paths/bytes.ts'

type Answer<T> = T | undefined | Promise<T | undefined>

/** Names a file; `undefined` takes the proposal. */
export type RenameFunction = (file: NamableFile, proposal: NameProposal) => Answer<NameProposal>
/** The folder of a file, relative to the library; `undefined` takes the default pattern. */
export type FolderFunction = (file: NamableFile) => Answer<string>
/** Which copy stays; `undefined` falls to `prefer-master`. */
export type DedupeFunction = (group: DuplicateGroup) => Answer<DedupeDecision>

/** A plugin that the config names (`from`: the config file that did) or, where the config is code, holds. */
export type PluginReference =
  | {
      readonly kind: 'module'
      /** Absolute path, or a package's name to be looked up from `from`. */
      readonly specifier: string
      readonly options?: unknown
      readonly from: string
    }
  | {readonly kind: 'object'; readonly value: unknown; readonly options?: unknown; readonly from: string}

export interface DropSettings {
  path: RawPath
  /** The originals stay where they are. */
  copy: boolean
  /** IANA zone, instead of the config's. */
  timezone?: string | undefined
}

/** Algorithms of a bag's manifests, by their names of RFC 8493, section 2.4. */
export const MANIFEST_ALGORITHMS = ['sha256', 'sha512', 'blake3'] as const
export type ManifestAlgorithm = (typeof MANIFEST_ALGORITHMS)[number]

/** Every value, from flags, config or default. Paths are absolute, and real as far as they exist. */
export interface Settings {
  /** Absolute path of the config file; none where there is no config. */
  file?: string | undefined
  drop: DropSettings[]
  library?: RawPath | undefined
  archive?: RawPath | undefined
  masters: RawPath[]
  trees: RawPath[]
  duplicates?: RawPath | undefined
  catalog: RawPath
  hash: string
  /** `undefined`: all sources in the documented order. */
  dates?: string[] | undefined
  rename: string | RenameFunction
  folder: string | FolderFunction
  dedupe: string | DedupeFunction
  medium: string
  /** `none`: images get no error correction. */
  ecc: string
  /** Checksums that a volume lists; `sha256` is always among them. */
  manifests: ManifestAlgorithm[]
  copies: number
  auditEveryMs: number
  /** IANA zone. */
  timezone: string
  /** Makes, or a make and the beginning of a model, of cameras that write local time where a format wants UTC. */
  localClocks: string[]
  disable: string[]
  /** ms by tree; a tree that is not in it has no age at which its index is fresh. */
  maxAgeMs: Map<RawPath, number>
  exclude: string[]
  /** And processes that read headers: at most so many of each. */
  threads: number
  round: string[]
  plugins: PluginReference[]
}

export interface UserDrop {
  path: string
  copy?: boolean | undefined
  timezone?: string | undefined
}

/** An age as a user writes it: `12h`, `30d`, `8w`, `1y`; 0 is no age at all. */
export type UserAge = string | 0

/** A config as a user writes it. Relative paths are relative to the file. */
export interface UserConfig {
  $schema?: string | undefined
  drop?: (string | UserDrop)[] | undefined
  library?: string | undefined
  archive?: string | undefined
  masters?: string[] | undefined
  trees?: string[] | undefined
  duplicates?: string | undefined
  catalog?: string | undefined
  hash?: string | undefined
  dates?: string[] | undefined
  rename?: string | RenameFunction | undefined
  folder?: string | FolderFunction | undefined
  dedupe?: string | DedupeFunction | undefined
  medium?: string | undefined
  ecc?: string | undefined
  manifests?: ManifestAlgorithm[] | undefined
  copies?: number | undefined
  auditEvery?: UserAge | undefined
  timezone?: string | undefined
  localClocks?: string[] | undefined
  disable?: string[] | undefined
  maxAge?: Record<string, UserAge> | undefined
  exclude?: string[] | undefined
  threads?: number | undefined
  round?: string[] | undefined
  /** Module or package names; in code also plugin objects and factories. Each optionally `[plugin, options]`. */
  plugins?: unknown[] | undefined
}

/** Gives a config in TypeScript its types; returns it as it is. */
export function defineConfig(config: UserConfig): UserConfig {
  return config
}
