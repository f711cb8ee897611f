/** Plugins that the config names or holds: local modules, packages beside it, objects and functions of a config that is code. */
import {existsSync, readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {dirname, isAbsolute, join} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {PluginReference} from '../config/settings.ts'
import {errnoOf, MediaStructError, messageOf} from '../errors.ts'
import {runForeign} from '../foreign-code.ts'
import type {GivenOptions, LoadedPlugin} from './loaded.ts'
import {inLoadingTime, loadFailure, withRemedy} from './loading.ts'
import {instantiate, moduleExport} from './validate.ts'

/** Whether an entry of the config's `plugins` means a package. */
export function isReferenceTo(reference: PluginReference, packageName: string): boolean {
  return reference.kind === 'module' && reference.specifier === packageName
}

/** The entry of the config's `plugins` that means a package. */
export function referenceTo(
  packageName: string,
  plugins: readonly PluginReference[],
): PluginReference | undefined {
  return plugins.find((entry) => isReferenceTo(entry, packageName))
}

/** What an entry gives its plugin. */
export function givenBy({options, from}: PluginReference): GivenOptions | undefined {
  return options === undefined ? undefined : {value: options, file: from}
}

/** @throws MediaStructError BAD_PLUGIN */
export async function referencedPlugin(reference: PluginReference): Promise<LoadedPlugin> {
  const name = reference.kind === 'object' ? `of ${reference.from}` : reference.specifier
  try {
    return await runForeign(`The plugin ${name} failed`, () => inLoadingTime(() => loaded(reference)))
  } catch (error) {
    const remedy = `take it out of "plugins" in ${reference.from}.`
    if (error instanceof MediaStructError) throw withRemedy(error, remedy)
    throw loadFailure(name, messageOf(error), remedy, error)
  }
}

async function loaded(reference: PluginReference): Promise<LoadedPlugin> {
  const {options, from} = reference
  const given = givenBy(reference)
  if (reference.kind === 'object') {
    return {
      plugin: await instantiate(reference.value, options, from),
      origin: 'config',
      options: given,
      config: from,
    }
  }
  const file = resolveModule(reference.specifier, from)
  const plugin = await instantiate(await moduleExport(pathToFileURL(file).href), options, reference.specifier)
  const version = isAbsolute(reference.specifier) ? undefined : versionOf(file)
  return {plugin, version, origin: 'config', options: given, config: from}
}

/** @throws Error where there is none */
function resolveModule(specifier: string, from: string): string {
  if (isAbsolute(specifier)) {
    if (existsSync(specifier)) return specifier
    throw new Error('there is no such file')
  }
  try {
    return createRequire(from).resolve(specifier)
  } catch (error) {
    if (errnoOf(error) !== 'MODULE_NOT_FOUND') throw error
    throw new Error(
      `no package of that name is installed, neither by "mediastruct plugins install ${specifier}" nor beside the config`,
    )
  }
}

/** Of the package that a file belongs to. */
function versionOf(file: string): string | undefined {
  for (let directory = dirname(file); directory !== dirname(directory); directory = dirname(directory)) {
    const manifest = join(directory, 'package.json')
    if (!existsSync(manifest)) continue
    const {name, version} = JSON.parse(readFileSync(manifest, 'utf8')) as {name?: unknown; version?: unknown}
    if (typeof name === 'string') return typeof version === 'string' ? version : undefined
  }
  return undefined
}
