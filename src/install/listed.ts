/** Every plugin that there is, where it came from and what it brings: for lists and for a closer look. */
import type {Interfaces, Config as OclifConfig} from '@oclif/core'
import type {PluginReference} from '../config/settings.ts'
import {type Inspection, inspectPackage, inspectReference, type Tap} from '../plugin/inspect.ts'
import {type Installed, installedPlugins, rootOf} from '../plugin/installed.ts'
import {typed} from '../plugin/names.ts'
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
  /** What to do about the problem. */
  readonly hint: string | null
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
  const from = sourceOf(config, entry)
  const plugin = config.plugins.get(entry.name)
  if (plugin) return listed(plugin, from, await inspectPackage(plugin, referenceTo(plugin.name, references)))
  const {message: problem, hint = null} = lostFailure(config, entry)
  const nothing = {version: null, taps: [], commands: [], needs: null}
  return {name: entry.name, from, root: rootOf(config, entry), ...nothing, problem, hint}
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
      const {name, taps, needs = null, problem = null, hint = null} = await inspectReference(reference)
      const called = name ?? (reference.kind === 'module' ? reference.specifier : '(an object)')
      const from = {kind: 'config', spec: reference.from} as const
      return {name: called, version: null, from, root: null, taps, commands: [], needs, problem, hint}
    }),
  )
}

/** All that don't ship with the program, in the order in which they are set up. @throws MediaStructError BAD_PLUGIN_LIST */
export async function otherPlugins(
  config: OclifConfig,
  references: readonly PluginReference[],
): Promise<ListedPlugin[]> {
  return [...(await configPlugins(config, references)), ...(await userPlugins(config, references))]
}

/** What a plugin taps, in a list for a person. */
export function tapText({hook, name}: Tap): string {
  return name === undefined ? hook : `${hook} ${name}`
}

function listed(plugin: Interfaces.Plugin, from: ListedPlugin['from'], inspection: Inspection): ListedPlugin {
  const {name, version, root, commandIDs} = plugin
  const {taps, needs = null, problem = null, hint = null} = inspection
  return {name, version, from, root, taps, commands: commandIDs.map(typed).sort(), needs, problem, hint}
}

/** Where it came from, as its user would say it. */
function sourceOf(config: OclifConfig, {name, type, tag, url, root}: Installed): ListedPlugin['from'] {
  if (type === 'link') return {kind: 'link', spec: root ?? ''}
  if (url === undefined) return {kind: 'registry', spec: `${name}@${tag ?? 'latest'}`}
  const isGit = /^git[+@:]|\.git(?:#|$)/.test(url) || fingerprintOf(config.dataDir, name)?.startsWith('git+')
  return {kind: isGit ? 'git' : 'tarball', spec: url}
}
