/** A plugin that was loaded and is not set up yet: where it came from, and what the config gives it. */
import type {Plugin} from './types.ts'

/** `config`: a module, package or object that the config names or holds. `linked`: by `plugins link`, for its author. */
export type PluginOrigin = 'host' | 'first-party' | 'config' | 'installed' | 'linked'

export interface GivenOptions {
  readonly value: unknown
  /** The config file that has them. */
  readonly file: string
}

export interface LoadedPlugin {
  readonly plugin: Plugin
  readonly version?: string | undefined
  readonly origin: PluginOrigin
  /** None where the config has none. */
  readonly options?: GivenOptions | undefined
  /** The config file that names it. */
  readonly config?: string | undefined
}

/** Who taps: as `mediastruct hooks` lists it. */
export interface Tapper {
  readonly name: string
  readonly version?: string | undefined
  readonly origin: PluginOrigin
  /** The config file that names the plugin. */
  readonly config?: string | undefined
}

export function tapperOf(loaded: LoadedPlugin): Tapper {
  const {plugin, version = plugin.version, origin, config = loaded.options?.file} = loaded
  return {name: plugin.name, version, origin, config}
}
