/** Every plugin that there is, where it came from and what it brings: for lists and for a closer look. */
import type {Interfaces, Config as OclifConfig} from '@oclif/core'
import type {PluginReference} from '../config/settings.ts'
import {type Inspection, inspectPackage, inspectReference, type Tap} from '../plugin/inspect.ts'
import {type Installed, installedPlugins, rootOf} from '../plugin/installed.ts'
import {lostFailure} from '../plugin/packages.ts'
import {isReferenceTo, referenceTo} from '../plugin/references.ts'
import {fingerprintOf} from './preview.ts'

export type Origin = 'registry' | 'tarball' | 'git' | 'link' | 'config' | 'core'

export interface ListedPlugin {
  readonly name: string
  /** None where its package can't be read, or has none. */
  readonly version: string | null
  readonly from: {
    readonly kind: Origin
    /** What was typed to get it, the directory that is linked, or the config that names it. */
    readonly spec: string
  }
  /** Directory of the package; none for what a config names. */
  readonly root: string | null
  readonly taps: readonly Tap[]
  /** Commands, as they are typed. */
  readonly commands: readonly string[]
  /** Options that it can't do without and does not get, as a sentence; null where it lacks none. */
  readonly needs: string | null
  /** Why it can't be loaded; null where it can. */
  readonly problem: string | null
}

/**
 * What the user installed or linked, by name.
 * @param references what a config names: it may have options for them
 * @throws MediaStructError BAD_PLUGIN_LIST
 */
export async function userPlugins(
  config: OclifConfig,
  references: readonly PluginReference[] = [],
): Promise<ListedPlugin[]> {
  const installed = installedPlugins(config).sort((a, b) => (a.name < b.name ? -1 : 1))
  return await Promise.all(installed.map(async (entry) => await userPlugin(config, entry, references)))
}

async function userPlugin(
  config: OclifConfig,
  entry: Installed,
  references: readonly PluginReference[],
): Promise<ListedPlugin> {
  const from = originOf(config, entry)
  const plugin = config.plugins.get(entry.name)
  if (plugin) return listed(plugin, from, await inspectPackage(plugin, referenceTo(plugin.name, references)))
  const problem = lostFailure(config, entry).message
  const nothing = {version: null, taps: [], commands: [], needs: null}
  return {name: entry.name, from, root: rootOf(config, entry), ...nothing, problem}
}

/** What ships with the program. */
export async function corePlugins(config: OclifConfig): Promise<ListedPlugin[]> {
  const core = [...config.plugins.values()].filter(({type, isRoot}) => type === 'core' && !isRoot)
  const sorted = core.sort((a, b) => (a.name < b.name ? -1 : 1))
  return await Promise.all(
    sorted.map(async (plugin) =>
      listed(plugin, {kind: 'core', spec: plugin.name}, await inspectPackage(plugin)),
    ),
  )
}

/** What a config names or holds besides, in its order. */
export async function configPlugins(
  config: OclifConfig,
  references: readonly PluginReference[],
): Promise<ListedPlugin[]> {
  const others = references.filter(
    (reference) => ![...config.plugins.keys()].some((name) => isReferenceTo(reference, name)),
  )
  return await Promise.all(
    others.map(async (reference) => {
      const {name, taps, needs, problem} = await inspectReference(reference)
      const called = name ?? (reference.kind === 'module' ? reference.specifier : '(an object)')
      const from = {kind: 'config', spec: reference.from} as const
      const lacks = {needs: needs ?? null, problem: problem ?? null}
      return {name: called, version: null, from, root: null, taps, commands: [], ...lacks}
    }),
  )
}

/**
 * Two that offer one name stop every command that needs plugins: the second of them is told of.
 * @param first those that are set up before, and in which order
 */
export function toldOfConflicts(
  first: readonly ListedPlugin[],
  others: readonly ListedPlugin[],
): ListedPlugin[] {
  const owners = new Map<string, string>()
  for (const {name, taps} of first) for (const tap of taps) owners.set(tapKey(tap), name)
  return others.map((plugin) => {
    const taken = plugin.taps.find((tap) => tap.name !== undefined && owners.has(tapKey(tap)))
    for (const tap of plugin.taps) if (!owners.has(tapKey(tap))) owners.set(tapKey(tap), plugin.name)
    if (!taken) return plugin
    const problem = `The plugin ${plugin.name} offers the ${taken.hook} "${taken.name}", which ${owners.get(tapKey(taken))} offers already.`
    return {...plugin, problem}
  })
}

function tapKey({hook, name = ''}: Tap): string {
  return `${hook} ${name}`
}

function listed(
  plugin: Interfaces.Plugin,
  from: ListedPlugin['from'],
  {taps, needs, problem}: Inspection,
): ListedPlugin {
  const {name, version, root, commandIDs} = plugin
  const lacks = {needs: needs ?? null, problem: problem ?? null}
  return {name, version, from, root, taps, commands: typedNames(commandIDs), ...lacks}
}

/** `volumes:list` is typed `volumes list`. */
export function typedNames(ids: readonly string[]): string[] {
  return ids.map((id) => id.replaceAll(':', ' ')).sort()
}

function originOf(config: OclifConfig, {name, type, tag, url, root}: Installed): ListedPlugin['from'] {
  if (type === 'link') return {kind: 'link', spec: root ?? ''}
  if (url === undefined) return {kind: 'registry', spec: `${name}@${tag ?? 'latest'}`}
  const isGit = /^git[+@:]|\.git(?:#|$)/.test(url) || fingerprintOf(config.dataDir, name)?.startsWith('git+')
  return {kind: isGit ? 'git' : 'tarball', spec: url}
}
