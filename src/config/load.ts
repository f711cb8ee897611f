/** Finds the config, asks whether it may run, reads, checks and resolves it, and remembers where each value came from. */
import {resolve} from 'node:path'
import {checkRoles} from './check.ts'
import {defaultSettings} from './defaults.ts'
import {searchConfig} from './search.ts'
import type {Settings, UserConfig} from './settings.ts'
import type {Environment} from './user-dirs.ts'

/** Every key that a config may have, in the order in which they are shown. */
export const KEYS = [
  'drop',
  'library',
  'archive',
  'masters',
  'trees',
  'duplicates',
  'catalog',
  'hash',
  'dates',
  'rename',
  'folder',
  'dedupe',
  'medium',
  'ecc',
  'manifests',
  'copies',
  'auditEvery',
  'timezone',
  'localClocks',
  'disable',
  'maxAge',
  'exclude',
  'threads',
  'round',
  'plugins',
] as const satisfies readonly (keyof UserConfig)[]

export interface LoadedConfig {
  settings: Settings
  /** Absolute path of the config file; none where there is no config. */
  file?: string | undefined
  /** By key as a user writes it: `default`, `flag`, or the path of the file. */
  origins: Map<string, string>
  /** For stderr. */
  warnings: string[]
}

export interface LoadOptions {
  cwd: string
  /** Named with `--config`: it is not searched for, and may run code wherever it lies. */
  file?: string | undefined
  env?: Environment | undefined
}

/** @throws MediaStructError BAD_CONFIG, UNTRUSTED_CONFIG: nothing was touched */
export async function loadConfig({cwd, file, env = process.env}: LoadOptions): Promise<LoadedConfig> {
  const found = file === undefined ? searchConfig(cwd, env) : {file: resolve(cwd, file), warnings: []}
  if (!found) return defaultConfig(env)
  const config = await readTrusted(found.file, file !== undefined, env)
  const {resolveConfig} = await import('./resolve.ts')
  const settings = await resolveConfig(config, found.file, env)
  checkRoles(settings)
  return {
    settings,
    file: found.file,
    origins: originsOf(config, found.file),
    warnings: [...found.warnings, ...tildeWarnings(config, found.file)],
  }
}

/** The settings where there is no config, or where a command asks for none. */
export function defaultConfig(env: Environment = process.env): LoadedConfig {
  return {settings: defaultSettings(env), origins: originsOf({}, ''), warnings: []}
}

/**
 * Code is trusted before it runs. So is data that names plugins: they are looked up beside it, packages too, and a card
 * can hold a `node_modules` as well as a module.
 */
async function readTrusted(file: string, named: boolean, env: Environment): Promise<UserConfig> {
  const [{isCode, readConfig}, {validateConfig}] = await Promise.all([
    import('./read.ts'),
    import('./explain.ts'),
  ])
  const code = isCode(file)
  if (code) await trust()
  const config = validateConfig(await readConfig(file), file, code)
  if (!config.plugins?.length) return config
  if (!code) await trust()
  const {enableUserModules} = await import('../user-modules.ts')
  enableUserModules()
  return config

  async function trust(): Promise<void> {
    if (named) return
    const {assertTrusted} = await import('./trust.ts')
    await assertTrusted(file, env)
  }
}

function originsOf(config: UserConfig, file: string): Map<string, string> {
  return new Map(KEYS.map((key) => [key, config[key] === undefined ? 'default' : file]))
}

/** `~` is a shell's; here it would be a directory of that name beside the config. */
function tildeWarnings(config: UserConfig, file: string): string[] {
  const {drop = [], masters = [], trees = [], library, archive, duplicates, catalog} = config
  const dropped = drop.map((entry) => (typeof entry === 'string' ? entry : entry.path))
  return [...dropped, library, archive, ...masters, ...trees, duplicates, catalog]
    .filter((path) => path === '~' || path?.startsWith('~/'))
    .map((path) => `${file}: "${path}" is taken as it stands: "~" is not your home directory here.`)
}
