/** Packages of plugins, made for one test: a directory as its author has it, and the tarball that others get. */
import {execFileSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {scratch} from './scratch.ts'

export interface PluginPackage {
  name?: string
  version?: string
  /** Body of the plugin's `setup(api)`. */
  setup?: string
  /** The whole module of the plugin, in place of one around `setup`. */
  module?: string
  /** More keys of its package.json, or others: `scripts`, `dependencies`, `oclif`. */
  manifest?: object
  /** More files, by their path in the package. */
  files?: Readonly<Record<string, string>>
}

export const PLUGIN_NAME = 'mediastruct-plugin-made'
/** What a made plugin offers unless told otherwise. */
export const OFFERED = 'made-name'
/** Its package.json's `oclif`. */
export const DECLARED = {hooks: {'mediastruct:plugin': './plugin.js'}}

/** Writes a package without dependencies, built. @returns its directory */
export function pluginDirectory({
  name = PLUGIN_NAME,
  version = '1.2.3',
  setup = `api.renameStrategy('${OFFERED}', () => undefined)`,
  module = `export default () => ({name: '${name}', apiVersion: 1, setup(api) { ${setup} }})`,
  manifest = {},
  files = {},
}: PluginPackage = {}): string {
  const root = join(scratch(), 'package')
  const json = JSON.stringify({name, version, type: 'module', oclif: DECLARED, ...manifest})
  for (const [path, text] of Object.entries({...files, 'package.json': json, 'plugin.js': module})) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), text)
  }
  return root
}

/** Packs a directory as `npm pack` does. @returns the tarball, in a directory of its own */
export function packed(root: string, file = 'plugin-1.2.3.tgz'): string {
  const tarball = join(scratch(), file)
  execFileSync('tar', ['czf', tarball, '-C', dirname(root), 'package'])
  return tarball
}

export function pluginTarball(parameters: PluginPackage = {}): string {
  return packed(pluginDirectory(parameters))
}

/** No registry answers: what needs one fails at once. */
export const NO_REGISTRY = {
  npm_config_registry: 'http://127.0.0.1:9/',
  npm_config_fetch_retries: '0',
}
