/** Loading plugins in a fixed order: the host's own, first-party, the config's in its order, installed ones by name. */
import {createRequire} from 'node:module'
import {isAbsolute} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {Config as OclifConfig} from '@oclif/core'
import type {PluginReference, Settings} from '../config/settings.ts'
import {MediaStructError, messageOf, unknownName} from '../errors.ts'
import {inTime, runForeign, timeLimitMs} from '../foreign-code.ts'
import {BLAKE3} from '../hash/blake3.ts'
import {nameOf, pluginFailure} from './contain.ts'
import {CONFIG_FUNCTION, FIRST_PARTY, isNamed} from './names.ts'
import {apiFor, type Log, Registry} from './registry.ts'
import type {Plugin} from './types.ts'
import {instantiate, validatePlugin} from './validate.ts'

/** The oclif hook that a package declares; it returns the plugin. */
export const PLUGIN_EVENT = 'mediastruct:plugin'
/** ms for all packages to load and set up. */
const LOAD_TIMEOUT_MS = 30_000

/** What the host itself offers, as a plugin like any other. */
const HOST_PLUGIN: Plugin = {
  name: 'mediastruct',
  apiVersion: 1,
  setup(api) {
    api.hashAlgorithm(BLAKE3)
  },
}

/** @throws MediaStructError BAD_PLUGIN, PLUGIN_FAILED, NAME_TAKEN: nothing was touched */
export async function loadPlugins(config: OclifConfig, settings: Settings, log: Log): Promise<Registry> {
  assertDisableKnown(config, settings)
  const registry = new Registry()
  const packages = await packagePlugins(config, settings)
  const named = await Promise.all(settings.plugins.map(referencedPlugin))
  for (const plugin of [
    {...HOST_PLUGIN, version: config.version},
    ...packages.firstParty,
    ...named,
    ...packages.installed,
  ]) {
    await setUp(plugin, registry, log)
  }
  registerConfigFunctions(settings, registry, log)
  return registry
}

async function setUp(plugin: Plugin, registry: Registry, log: Log): Promise<void> {
  const context = {plugin: plugin.name, hook: 'setup'}
  try {
    await runForeign(nameOf(context, ''), () => loading(() => plugin.setup(apiFor(plugin, registry, log))))
  } catch (error) {
    if (error instanceof MediaStructError) throw error
    throw pluginFailure(context, '', error)
  }
}

async function loading<T>(work: () => T | Promise<T>): Promise<T> {
  return await inTime(Promise.resolve(work()), timeLimitMs(LOAD_TIMEOUT_MS))
}

interface PackagePlugins {
  firstParty: Plugin[]
  installed: Plugin[]
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

/** oclif swallows a throw, a missing file and a missing export alike: each is looked for here. */
async function packagePlugins(config: OclifConfig, settings: Settings): Promise<PackagePlugins> {
  const declaring = [...config.plugins.values()].filter((plugin) => plugin.hooks[PLUGIN_EVENT])
  const limitMs = timeLimitMs(LOAD_TIMEOUT_MS)
  const {successes, failures} = await runForeign('A plugin package failed', () =>
    inTime(config.runHook(PLUGIN_EVENT, {}, limitMs, true), limitMs + 1000),
  )
  const loaded = new Map<string, Plugin>()
  for (const declarer of declaring) {
    const {name} = declarer
    if (settings.disable.some((disabled) => isNamed(name, disabled))) continue
    const failure = failures.find(({plugin}) => plugin.name === name)
    if (failure) throw loadFailure(name, messageOf(failure.error), failure.error)
    const success = successes.find(({plugin}) => plugin.name === name)
    if (!success) throw loadFailure(name, `its "${PLUGIN_EVENT}" module exports no function`)
    loaded.set(name, {...validatePlugin(success.result, name), version: declarer.version})
  }
  const byName = [...loaded].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    firstParty: byName.filter(([name]) => name.startsWith(FIRST_PARTY)).map(([, plugin]) => plugin),
    installed: byName.filter(([name]) => !name.startsWith(FIRST_PARTY)).map(([, plugin]) => plugin),
  }
}

function loadFailure(
  name: string,
  why: string,
  cause?: unknown,
  remedy = `remove it: mediastruct plugins uninstall ${name}`,
): MediaStructError {
  return new MediaStructError('BAD_PLUGIN', `The plugin ${name} can't be loaded: ${why}`, {
    hint: `Mend it, or ${remedy}`,
    cause,
  })
}

async function referencedPlugin(reference: PluginReference): Promise<Plugin> {
  const name = reference.kind === 'object' ? `of ${reference.from}` : reference.specifier
  try {
    return await runForeign(`The plugin ${name} failed`, () => loading(() => instanceOf(reference)))
  } catch (error) {
    if (error instanceof MediaStructError) throw error
    throw loadFailure(name, messageOf(error), error, `take it out of "plugins" in ${reference.from}.`)
  }
}

async function instanceOf(reference: PluginReference): Promise<Plugin> {
  if (reference.kind === 'object') return instantiate(reference.value, undefined, reference.from)
  const {specifier, options, from} = reference
  const loaded: {default?: unknown} = await import(resolveModule(specifier, from))
  return instantiate(loaded.default, options, specifier)
}

function resolveModule(specifier: string, from: string): string {
  return pathToFileURL(isAbsolute(specifier) ? specifier : createRequire(from).resolve(specifier)).href
}

/** `rename` and `dedupe` may be bare functions in a code config: they answer under a name of their own. */
function registerConfigFunctions({rename, dedupe, file = ''}: Settings, registry: Registry, log: Log): void {
  const plugin: Plugin = {name: file, apiVersion: 1, setup: () => undefined}
  const api = apiFor(plugin, registry, log)
  if (typeof rename === 'function') api.renameStrategy(CONFIG_FUNCTION, rename)
  if (typeof dedupe === 'function') api.dedupePolicy(CONFIG_FUNCTION, dedupe)
}
