/** One plugin, loaded alone: what it taps, or why it can't be loaded. Nothing is thrown, and no other plugin is asked. */
import type {Interfaces} from '@oclif/core'
import type {PluginReference} from '../config/settings.ts'
import {MediaStructError, messageOf} from '../errors.ts'
import {enableUserModules} from '../user-modules.ts'
import {setUp} from './load.ts'
import type {LoadedPlugin} from './loaded.ts'
import {declaresPlugin, packagePlugin} from './packages.ts'
import {referencedPlugin} from './references.ts'
import {type Log, Registry, type TapRecord} from './registry.ts'

export type Tap = Pick<TapRecord, 'hook' | 'name'>

export interface Inspection {
  /** As the plugin calls itself. */
  readonly name?: string | undefined
  readonly taps: readonly Tap[]
  /** Options that it can't do without, as a sentence. */
  readonly needs?: string | undefined
  /** Why it can't be loaded, as a sentence. */
  readonly problem?: string | undefined
  /** What to do about the problem. */
  readonly hint?: string | undefined
}

const SILENT: Log = {warn: () => {}, debug: () => {}}

/** Of a package that oclif knows; one without our hook taps nothing. */
export async function inspectPackage(
  pack: Interfaces.Plugin,
  reference?: PluginReference,
): Promise<Inspection> {
  if (!declaresPlugin(pack)) return {taps: []}
  return await inspected(async () => await packagePlugin(pack, reference))
}

/** Of a local module, package or object that a config names. */
export async function inspectReference(reference: PluginReference): Promise<Inspection> {
  return await inspected(async () => await referencedPlugin(reference))
}

async function inspected(load: () => Promise<LoadedPlugin>): Promise<Inspection> {
  try {
    enableUserModules()
    const loaded = await load()
    const registry = new Registry()
    const {needs} = await setUp(loaded, registry, SILENT)
    const taps = registry.taps.map(({hook, name}) => (name === undefined ? {hook} : {hook, name}))
    return {name: loaded.plugin.name, taps, needs}
  } catch (error) {
    const hint = error instanceof MediaStructError ? error.hint : undefined
    return {taps: [], problem: messageOf(error), hint}
  }
}
