/**
 * Plugins that are packages: first-party, installed, linked. A package says in its package.json which module makes the
 * plugin (`oclif.hooks["mediastruct:plugin"]`). The host imports that module itself: run as a hook of oclif's, a throw, a
 * missing file and a missing export would all look like success.
 */
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {Interfaces, Config as OclifConfig} from '@oclif/core'
import type {PluginReference} from '../config/settings.ts'
import {MediaStructError, messageOf} from '../errors.ts'
import {runForeign} from '../foreign-code.ts'
import {type Installed, installedPlugins, rootOf} from './installed.ts'
import type {LoadedPlugin, PluginOrigin} from './loaded.ts'
import {inLoadingTime, loadFailure, withRemedy} from './loading.ts'
import {givenBy} from './references.ts'
import {instantiate, moduleExport} from './validate.ts'

/** The oclif hook that a package declares. */
export const PLUGIN_EVENT = 'mediastruct:plugin'

type Package = Interfaces.Plugin

/** Packages that declare a plugin: the first-party ones by name, then those that the user installed or linked, by name. */
export function declaringPackages({plugins}: OclifConfig): Package[] {
  return [...plugins.values()].filter(declaresPlugin).sort(firstPartyFirst)
}

export function declaresPlugin({hooks}: Package): boolean {
  return (hooks[PLUGIN_EVENT] ?? []).length > 0
}

function firstPartyFirst(a: Package, b: Package): number {
  const rank = (pack: Package) => Number(originOf(pack) !== 'first-party')
  return rank(a) - rank(b) || (a.name < b.name ? -1 : 1)
}

export function originOf({type}: Package): PluginOrigin {
  if (type === 'link') return 'linked'
  return type === 'user' ? 'installed' : 'first-party'
}

/** What a user installed and oclif leaves out, saying nothing: its directory is gone, or its package.json broken. */
export function lostPlugins(config: OclifConfig): Installed[] {
  return installedPlugins(config).filter(({name}) => !config.plugins.has(name))
}

export function lostFailure(config: OclifConfig, lost: Installed): MediaStructError {
  return loadFailure(lost.name, `there is no package in ${rootOf(config, lost)}`, removal(lost.name))
}

function removal(name: string): string {
  return `remove it: mediastruct plugins uninstall ${name}`
}

/** @param reference the entry of a config that names it @throws MediaStructError BAD_PLUGIN */
export async function packagePlugin(pack: Package, reference?: PluginReference): Promise<LoadedPlugin> {
  const {name, version} = pack
  try {
    const plugin = await runForeign(`The plugin ${name} failed`, () =>
      inLoadingTime(async () => instantiate(await exportOf(pack), reference?.options, name)),
    )
    const options = reference && givenBy(reference)
    return {plugin, version, origin: originOf(pack), options, config: reference?.from}
  } catch (error) {
    if (error instanceof MediaStructError) throw withRemedy(error, removal(name))
    throw loadFailure(name, messageOf(error), removal(name), error)
  }
}

async function exportOf({root, hooks}: Package): Promise<unknown> {
  const [declared, ...others] = hooks[PLUGIN_EVENT] ?? []
  if (!declared || others.length > 0) throw new Error(`it declares "${PLUGIN_EVENT}" more than once`)
  const file = join(root, declared.target)
  if (!existsSync(file)) throw new Error(`${file}, which its package.json names, is not there. Was it built?`)
  return await moduleExport(pathToFileURL(file).href, declared.identifier)
}
