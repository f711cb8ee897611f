/** Who answers what: the hooks of one host, the names that were registered, and the api that registers them. */
import {dirname, resolve} from 'node:path'
import {MediaStructError} from '../errors.ts'
import {createHooks, type HookName, type Hooks} from '../hooks.ts'
import {contained, plain, type TapContext} from './contain.ts'
import type {PluginOrigin, Tapper} from './loaded.ts'
import {observer, withoutAnswer} from './tell.ts'
import type {HookTrace} from './trace.ts'
import type {PluginApi} from './types.ts'

/** One tap, as `mediastruct hooks` lists it. */
export interface TapRecord {
  hook: HookName
  /** Name of the provider, for hooks that are asked by name. */
  name?: string
  plugin: string
  version?: string | undefined
  /** Where the plugin came from. */
  from: PluginOrigin
}

export type NamedHook =
  | 'hashAlgorithm'
  | 'captureDate'
  | 'renameStrategy'
  | 'dedupePolicy'
  | 'volumeTarget'
  | 'ecc'

/** A HookMap can't list its keys, so the names are recorded as they are registered. */
export class Registry {
  readonly hooks: Hooks = createHooks()
  readonly taps: TapRecord[] = []
  /** What plugins would offer that the config `file` turns off. */
  turnedOff: {readonly taps: readonly TapRecord[]; readonly file: string} = {taps: [], file: ''}

  /** @param trace measures every tap that is registered */
  constructor(trace?: HookTrace) {
    trace?.watch(this.hooks)
  }

  /** Names registered for a hook, in order. */
  names(hook: NamedHook): string[] {
    return this.taps.filter((tap) => tap.hook === hook).map((tap) => tap.name ?? '')
  }

  /** Plugins that tap a hook. */
  pluginsOf(hook: HookName): string[] {
    return this.taps.filter((tap) => tap.hook === hook).map((tap) => tap.plugin)
  }

  has(hook: NamedHook, name: string): boolean {
    return this.names(hook).includes(name)
  }

  record({name: plugin, version, origin: from}: Tapper, hook: HookName, name?: string): TapContext {
    if (name !== undefined) this.#claim(plugin, hook, name)
    this.taps.push({hook, ...(name !== undefined && {name}), plugin, version, from})
    return {plugin, hook: name === undefined ? hook : `${hook} "${name}"`}
  }

  #claim(plugin: string, hook: HookName, name: string): void {
    if (typeof name !== 'string' || name.trim() === '') {
      throw new MediaStructError('BAD_PLUGIN', `The plugin ${plugin} registers a ${hook} without a name.`)
    }
    const owner = this.taps.find((tap) => tap.hook === hook && tap.name === name)
    if (!owner) return
    throw new MediaStructError(
      'NAME_TAKEN',
      `The plugin ${plugin} offers the ${hook} "${name}", which ${owner.plugin} offers already.`,
      {hint: 'Remove one of the two, or turn the first-party one off with "disable" in the config.'},
    )
  }
}

export interface Log {
  warn(message: string): void
  debug(message: string): void
}

/** The api that one plugin's `setup` gets. */
export function apiFor(plugin: Tapper, registry: Registry, log: Log): PluginApi {
  const {hooks} = registry
  const options = {name: plugin.name}
  const base = plugin.config === undefined ? process.cwd() : dirname(plugin.config)
  return {
    log,
    resolvePath: (path) => resolve(base, path),
    onFileDiscovered(tap) {
      const context = registry.record(plugin, 'onFileDiscovered')
      hooks.onFileDiscovered.tapPromise(
        options,
        contained(context, (file) => file.path, withoutAnswer(tap)),
      )
    },
    hashAlgorithm(offered) {
      const provider = plain(offered)
      registry.record(plugin, 'hashAlgorithm', provider.name)
      hooks.hashAlgorithm.for(provider.name).tap(options, () => provider)
    },
    captureDate(name, source) {
      const context = registry.record(plugin, 'captureDate', name)
      hooks.captureDate.for(name).tapPromise(
        options,
        contained(context, (file) => file.path, source),
      )
    },
    renameStrategy(name, strategy) {
      const context = registry.record(plugin, 'renameStrategy', name)
      hooks.renameStrategy.for(name).tapPromise(
        options,
        contained(context, (file) => file.path, strategy),
      )
    },
    dedupePolicy(name, policy) {
      const context = registry.record(plugin, 'dedupePolicy', name)
      hooks.dedupePolicy.for(name).tapPromise(
        options,
        contained(context, (group) => group.hash, policy),
      )
    },
    volumeTarget(offered) {
      const target = plain(offered)
      registry.record(plugin, 'volumeTarget', target.name)
      hooks.volumeTarget.for(target.name).tap(options, () => target)
    },
    ecc(provider) {
      registry.record(plugin, 'ecc', provider.name)
      hooks.ecc.for(provider.name).tapPromise(options, async () => provider)
    },
    onRunStart(tap) {
      const context = registry.record(plugin, 'onRunStart')
      hooks.onRunStart.tapPromise(
        options,
        observer(context, ({run}) => run, tap),
      )
    },
    onMoved(tap) {
      const context = registry.record(plugin, 'onMoved')
      hooks.onMoved.tapPromise(
        options,
        observer(context, ({from}) => from, tap),
      )
    },
    onRunEnd(tap) {
      const context = registry.record(plugin, 'onRunEnd')
      hooks.onRunEnd.tapPromise(
        options,
        observer(context, ({run}) => run, tap),
      )
    },
    onVolumeState(tap) {
      const context = registry.record(plugin, 'onVolumeState')
      hooks.onVolumeState.tapPromise(
        options,
        observer(context, ({volume}) => volume, tap),
      )
    },
  }
}
