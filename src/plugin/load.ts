/** Loading plugins in a fixed order: the host's own, first-party, the config's in its order, installed and linked ones by name. */
import type {Interfaces, Config as OclifConfig} from '@oclif/core'
import {badConfig} from '../config/bad-config.ts'
import type {PluginReference, Settings} from '../config/settings.ts'
import {MediaStructError, unknownName} from '../errors.ts'
import {runForeign} from '../foreign-code.ts'
import {BLAKE3} from '../hash/blake3.ts'
import {enableUserModules} from '../user-modules.ts'
import {turnedOffName} from './commands.ts'
import {nameOf, pluginFailure} from './contain.ts'
import {type LoadedPlugin, tapperOf} from './loaded.ts'
import {inLoadingTime} from './loading.ts'
import {CONFIG_FUNCTION, FIRST_PARTY, isNamed} from './names.ts'
import {badOptions, checkOptions} from './options.ts'
import {
  declaresPlugin,
  declaringPackages,
  lostFailure,
  lostPlugins,
  originOf,
  packagePlugin,
} from './packages.ts'
import {isReferenceTo, referencedPlugin, referenceTo} from './references.ts'
import {apiFor, type Log, Registry, type TapRecord} from './registry.ts'
import type {HookTrace} from './trace.ts'
import type {Plugin} from './types.ts'

/** What the host itself offers, as a plugin like any other. */
const HOST_PLUGIN: Plugin = {
  name: 'mediastruct',
  apiVersion: 1,
  setup(api) {
    api.hashAlgorithm(BLAKE3)
  },
}

/** @throws MediaStructError BAD_PLUGIN, BAD_OPTIONS, PLUGIN_FAILED, NAME_TAKEN: nothing was touched */
export async function loadPlugins(
  config: OclifConfig,
  settings: Settings,
  {log, trace}: {readonly log: Log; readonly trace?: HookTrace | undefined},
): Promise<Registry> {
  assertDisableKnown(config, settings)
  const registry = new Registry(trace)
  await setUp({plugin: HOST_PLUGIN, version: config.version, origin: 'host'}, registry, log)
  registry.turnedOff = {taps: await tapsTurnedOff(config, settings, log), file: settings.file ?? ''}
  for (const loaded of await loadAll(config, settings)) {
    const {needs} = await setUp(loaded, registry, log)
    if (needs !== undefined) log.warn(needs)
  }
  registerConfigFunctions(settings, registry, log)
  registry.close()
  return registry
}

/** What plugins that are turned off would offer: a name of theirs can then be told from one that nobody knows. */
async function tapsTurnedOff(config: OclifConfig, settings: Settings, log: Log): Promise<TapRecord[]> {
  const aside = new Registry()
  for (const pack of declaringPackages(config)) {
    if (turnedOffName(pack.name, settings) !== undefined) await setUp(await packagePlugin(pack), aside, log)
  }
  return aside.taps
}

/** A package that the config names stands where the config has it, and gets the options from there. */
async function loadAll(config: OclifConfig, settings: Settings): Promise<LoadedPlugin[]> {
  const {plugins} = settings
  assertComplete(config, plugins)
  const packages = declaringPackages(config).filter(({name}) => turnedOffName(name, settings) === undefined)
  const ours = packages.filter((pack) => originOf(pack) === 'first-party')
  const others = packages.filter((pack) => !ours.includes(pack))
  if (plugins.length > 0 || others.length > 0) enableUserModules()
  const named = plugins.flatMap((reference) => {
    const pack = packages.find(({name}) => isReferenceTo(reference, name))
    assertUsable(reference, pack, config)
    return pack && ours.includes(pack) ? [] : [{reference, pack}]
  })
  const unnamed = others.filter(({name}) => referenceTo(name, plugins) === undefined)
  return await Promise.all([
    ...ours.map((pack) => packagePlugin(pack, referenceTo(pack.name, plugins))),
    ...named.map(({reference, pack}) =>
      pack ? packagePlugin(pack, reference) : referencedPlugin(reference),
    ),
    ...unnamed.map((pack) => packagePlugin(pack)),
  ])
}

/** @throws MediaStructError BAD_PLUGIN, BAD_CONFIG */
function assertComplete(config: OclifConfig, plugins: readonly PluginReference[]): void {
  const [lost] = lostPlugins(config)
  if (lost) throw lostFailure(config, lost)
  const modules = plugins.flatMap((entry) => (entry.kind === 'module' ? [entry] : []))
  const twice = modules.find(({specifier}, index) => {
    return modules.findIndex((entry) => entry.specifier === specifier) !== index
  })
  if (twice) throw badConfig(twice.from, `"plugins" names ${twice.specifier} twice.`, 'Keep one of the two.')
}

/** A package that is there, and offers nothing now. @throws MediaStructError BAD_CONFIG */
function assertUsable(
  reference: PluginReference,
  pack: Interfaces.Plugin | undefined,
  {plugins}: OclifConfig,
): void {
  if (pack || reference.kind !== 'module') return
  const {specifier, from} = reference
  const known = plugins.get(specifier)
  if (!known) return
  const why = declaresPlugin(known)
    ? 'which "disable" there turns off'
    : 'which brings commands and no plugin'
  throw badConfig(from, `"plugins" names ${specifier}, ${why}.`, 'Take it out of "plugins".')
}

/**
 * One that needs options and was given none is not set up: that it is installed stops nothing.
 * @returns what it needs then, as a sentence
 * @throws MediaStructError BAD_OPTIONS, PLUGIN_FAILED, BAD_PLUGIN, NAME_TAKEN
 */
export async function setUp(loaded: LoadedPlugin, registry: Registry, log: Log): Promise<{needs?: string}> {
  const {plugin, options} = loaded
  const checked = await checkOptions(loaded)
  if (!checked.ok) {
    if (options) throw badOptions(plugin.name, options.file, checked.problems)
    return {needs: withoutOptions(loaded, checked.problems)}
  }
  const context = {plugin: plugin.name, hook: 'setup'}
  try {
    const api = apiFor(tapperOf(loaded), registry, log)
    await runForeign(nameOf(context, ''), () => inLoadingTime(() => plugin.setup(api, checked.value)))
    return {}
  } catch (error) {
    if (error instanceof MediaStructError) throw error
    throw pluginFailure(context, '', error)
  }
}

function withoutOptions({plugin: {name}, config}: LoadedPlugin, problems: readonly string[]): string {
  const where =
    config === undefined
      ? `in the config: plugins: [[${JSON.stringify(name)}, {…}]]`
      : `under "plugins" in ${config}: [NAME, {…}], where NAME is what stands there now`
  return `The plugin ${name} does nothing without options: ${problems.join('; ')}. Give them ${where}.`
}

function assertDisableKnown({plugins}: OclifConfig, {disable}: Settings): void {
  const known = [...plugins.keys()].filter((name) => name.startsWith(FIRST_PARTY))
  const unknown = disable.find((name) => !known.some((plugin) => isNamed(plugin, name)))
  if (unknown === undefined) return
  throw unknownName(
    'first-party plugin',
    unknown,
    known.map((name) => name.slice(FIRST_PARTY.length)),
  )
}

/** `rename` and `dedupe` may be bare functions in a code config: they answer under a name of their own. */
function registerConfigFunctions({rename, dedupe, file = ''}: Settings, registry: Registry, log: Log): void {
  const api = apiFor({name: file, origin: 'config'}, registry, log)
  if (typeof rename === 'function') api.renameStrategy(CONFIG_FUNCTION, rename)
  if (typeof dedupe === 'function') api.dedupePolicy(CONFIG_FUNCTION, dedupe)
}
