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

/** The plugin that offers a name. */
export function ownerOf(taps: readonly TapRecord[], hook: HookName, name: string): string | undefined {
  return taps.find((tap) => tap.hook === hook && tap.name === name)?.plugin
}

/** A HookMap can't list its keys, so the names are recorded as they are registered. */
export class Registry {
  readonly hooks: Hooks = createHooks()
  readonly taps: TapRecord[] = []
  #isClosed = false
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

  has(hook: NamedHook, name: string): boolean {
    return this.names(hook).includes(name)
  }

  /** @throws MediaStructError BAD_PLUGIN, NAME_TAKEN */
  record({name: plugin, version, origin: from}: Tapper, hook: HookName, name?: string): TapContext {
    if (this.#isClosed) throw tooLate(plugin, hook)
    if (name !== undefined) this.#claim(plugin, hook, name)
    this.taps.push({hook, ...(name !== undefined && {name}), plugin, version, from})
    return {plugin, hook: name === undefined ? hook : `${hook} "${name}"`}
  }

  /** All plugins are set up: what they register from here on nobody would ask. */
  close(): void {
    this.#isClosed = true
  }

  #claim(plugin: string, hook: HookName, name: string): void {
    if (typeof name !== 'string' || name.trim() === '') {
      throw new MediaStructError('BAD_PLUGIN', `The plugin ${plugin} registers a ${hook} without a name.`)
    }
    const owner = ownerOf(this.taps, hook, name)
    if (owner === undefined) return
    const other = owner === plugin ? 'another of that name' : owner
    throw new MediaStructError(
      'NAME_TAKEN',
      `The plugin ${plugin} offers the ${hook} "${name}", which ${other} offers already.`,
      {
        hint: 'Take one of the two out of the config, or "mediastruct plugins uninstall" it; "disable" turns a first-party one off.',
      },
    )
  }
}

function tooLate(plugin: string, hook: HookName): MediaStructError {
  return new MediaStructError(
    'BAD_PLUGIN',
    `The plugin ${plugin} registers a ${hook} after its setup ended.`,
    {
      hint: 'What a plugin answers is registered while its setup runs, or before its promise is kept.',
    },
  )
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
  const record = (hook: HookName, name?: string): TapContext => ({
    ...registry.record(plugin, hook, name),
    debug: (message) => log.debug(message),
  })
  return {
    log,
    resolvePath: (path) => resolve(base, path),
    onFileDiscovered(tap) {
      const context = record('onFileDiscovered')
      hooks.onFileDiscovered.tapPromise(
        options,
        contained(context, (file) => file.path, withoutAnswer(context, tap)),
      )
    },
    hashAlgorithm(offered) {
      const provider = plain(offered)
      record('hashAlgorithm', provider.name)
      hooks.hashAlgorithm.for(provider.name).tap(options, () => provider)
    },
    captureDate(name, source) {
      const context = record('captureDate', name)
      hooks.captureDate.for(name).tapPromise(
        options,
        contained(context, (file) => file.path, source),
      )
    },
    renameStrategy(name, strategy) {
      const context = record('renameStrategy', name)
      hooks.renameStrategy.for(name).tapPromise(
        options,
        contained(context, (file) => file.path, strategy),
      )
    },
    dedupePolicy(name, policy) {
      const context = record('dedupePolicy', name)
      hooks.dedupePolicy.for(name).tapPromise(
        options,
        contained(context, (group) => group.hash, policy),
      )
    },
    volumeTarget(offered) {
      const target = plain(offered)
      record('volumeTarget', target.name)
      hooks.volumeTarget.for(target.name).tap(options, () => target)
    },
    ecc(provider) {
      record('ecc', provider.name)
      hooks.ecc.for(provider.name).tapPromise(options, async () => provider)
    },
    onRunStart(tap) {
      const context = record('onRunStart')
      hooks.onRunStart.tapPromise(
        options,
        observer(context, ({run}) => run, tap),
      )
    },
    onMoved(tap) {
      const context = record('onMoved')
      hooks.onMoved.tapPromise(
        options,
        observer(context, ({from}) => from, tap),
      )
    },
    onRunEnd(tap) {
      const context = record('onRunEnd')
      hooks.onRunEnd.tapPromise(
        options,
        observer(context, ({run}) => run, tap),
      )
    },
    onVolumeState(tap) {
      const context = record('onVolumeState')
      hooks.onVolumeState.tapPromise(
        options,
        observer(context, ({volume}) => volume, tap),
      )
    },
  }
}
