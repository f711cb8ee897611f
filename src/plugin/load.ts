/** Loading plugins in a fixed order: the host's own, first-party, the config's in its order, installed and linked ones by name. */
import type {Config as OclifConfig} from '@oclif/core'
import type {PluginReference, Settings} from '../config/settings.ts'
import {MediaStructError, unknownName} from '../errors.ts'
import {runForeign} from '../foreign-code.ts'
import {BLAKE3} from '../hash/blake3.ts'
import {enableUserModules} from '../user-modules.ts'
import {turnedOffName} from './commands.ts'
import {nameOf, pluginFailure} from './contain.ts'
import {type GivenOptions, type LoadedPlugin, tapperOf} from './loaded.ts'
import {inLoadingTime} from './loading.ts'
import {CONFIG_FUNCTION, FIRST_PARTY, isNamed} from './names.ts'
import {badOptions, checkOptions} from './options.ts'
import {declaringPackages, lostFailure, lostPlugins, originOf, packagePlugin} from './packages.ts'
import {referencedPlugin} from './references.ts'
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
  const [lost] = lostPlugins(config)
  if (lost) throw lostFailure(config, lost)
  const {plugins} = settings
  const packages = declaringPackages(config).filter(({name}) => turnedOffName(name, settings) === undefined)
  const isFirstParty = (pack: (typeof packages)[number]) => originOf(pack) === 'first-party'
  if (plugins.length > 0 || !packages.every(isFirstParty)) enableUserModules()
  const packaged = (pack: (typeof packages)[number]) => packagePlugin(pack, optionsFor(pack.name, plugins))
  const named = plugins.flatMap((reference) => {
    const pack = packages.find(({name}) => names(reference, name))
    if (!pack) return [() => referencedPlugin(reference)]
    return isFirstParty(pack) ? [] : [() => packaged(pack)]
  })
  const isNamedThere = ({name}: {name: string}) => plugins.some((reference) => names(reference, name))
  const unnamed = packages.filter((pack) => !isFirstParty(pack) && !isNamedThere(pack))
  const work = [
    ...packages.filter(isFirstParty).map((pack) => () => packaged(pack)),
    ...named,
    ...unnamed.map((pack) => () => packaged(pack)),
  ]
  return await Promise.all(work.map((load) => load()))
}

/** Whether an entry of the config's `plugins` means a package. */
export function names(reference: PluginReference, packageName: string): boolean {
  return reference.kind === 'module' && reference.specifier === packageName
}

/** What the config's `plugins` give a package. */
export function optionsFor(
  packageName: string,
  plugins: readonly PluginReference[],
): GivenOptions | undefined {
  const reference = plugins.find((entry) => names(entry, packageName))
  if (reference?.options === undefined) return undefined
  return {value: reference.options, file: reference.from}
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
