/** From what a user wrote to what the program works with: absolute paths, milliseconds, defaults. */
import {dirname, isAbsolute, resolve} from 'node:path'
import {compileFolder, compileName, isTemplate} from '../dates/template.ts'
import {MediaStructError, messageOf} from '../errors.ts'
import {fromText, type RawPath} from '../paths/bytes.ts'
import {resolveTyped} from '../paths/typed.ts'
import {parseAge} from '../units.ts'
import {badConfig} from './bad-config.ts'
import {defaultCatalog} from './catalog-place.ts'
import {ARCHIVE_MAX_AGE_MS, defaultSettings} from './defaults.ts'
import type {DropSettings, PluginReference, Settings, UserAge, UserConfig, UserDrop} from './settings.ts'
import type {Environment} from './user-dirs.ts'

/** @param file absolute path of the config. @throws MediaStructError BAD_CONFIG */
export async function resolveConfig(config: UserConfig, file: string, env: Environment): Promise<Settings> {
  const at = (path: string): RawPath => resolveTyped(fromText(path), fromText(dirname(file)))
  const maybeAt = (path: string | undefined) => (path === undefined ? undefined : at(path))
  checkTemplates(config, file)
  const defaults = defaultSettings(env)
  const archive = maybeAt(config.archive)
  return {
    file,
    drop: (config.drop ?? []).map((entry) => resolveDrop(entry, at)),
    library: maybeAt(config.library),
    archive,
    masters: (config.masters ?? []).map(at),
    trees: (config.trees ?? []).map(at),
    duplicates: maybeAt(config.duplicates),
    catalog: maybeAt(config.catalog) ?? (await defaultCatalog(file, env)),
    hash: config.hash ?? defaults.hash,
    dates: config.dates,
    rename: config.rename ?? defaults.rename,
    folder: config.folder ?? defaults.folder,
    dedupe: config.dedupe ?? defaults.dedupe,
    medium: config.medium ?? defaults.medium,
    ecc: config.ecc ?? defaults.ecc,
    manifests: [...new Set([...defaults.manifests, ...(config.manifests ?? [])])],
    copies: config.copies ?? defaults.copies,
    auditEveryMs: config.auditEvery === undefined ? defaults.auditEveryMs : ageMs(config.auditEvery),
    timezone: config.timezone ?? defaults.timezone,
    localClocks: config.localClocks ?? defaults.localClocks,
    disable: config.disable ?? defaults.disable,
    maxAgeMs: resolveAges(config.maxAge ?? {}, archive, at),
    exclude: config.exclude ?? defaults.exclude,
    threads: config.threads ?? defaults.threads,
    round: config.round ?? defaults.round,
    plugins: (config.plugins ?? []).map((entry) => resolvePlugin(entry, file)),
  }
}

type ToAbsolute = (path: string) => RawPath

function resolveDrop(entry: string | UserDrop, at: ToAbsolute): DropSettings {
  const {path, copy = false, timezone} = typeof entry === 'string' ? {path: entry} : entry
  return {path: at(path), copy, timezone}
}

function resolveAges(
  ages: Readonly<Record<string, UserAge>>,
  archive: RawPath | undefined,
  at: ToAbsolute,
): Map<RawPath, number> {
  const byTree = new Map<RawPath, number>()
  if (archive !== undefined) byTree.set(archive, ARCHIVE_MAX_AGE_MS)
  for (const [path, age] of Object.entries(ages)) byTree.set(at(path), ageMs(age))
  return byTree
}

function ageMs(age: UserAge): number {
  return parseAge(String(age))
}

function resolvePlugin(entry: unknown, from: string): PluginReference {
  const [plugin, options]: unknown[] = Array.isArray(entry) ? entry : [entry]
  const given = options === undefined ? {} : {options}
  if (typeof plugin !== 'string') return {kind: 'object', value: plugin, ...given, from}
  return {kind: 'module', specifier: specifierOf(plugin, from), ...given, from}
}

/** A local module begins with a dot or a slash, as in an import; anything else is a package. */
function specifierOf(name: string, from: string): string {
  return /^\.{1,2}(\/|$)/.test(name) || isAbsolute(name) ? resolve(dirname(from), name) : name
}

/** A wrong template is refused here, with the file and the key, not at the first file that it would name. */
function checkTemplates({rename, folder}: UserConfig, file: string): void {
  const check = (key: string, compile: () => unknown) => {
    try {
      compile()
    } catch (error) {
      const hint = error instanceof MediaStructError ? error.hint : undefined
      throw badConfig(file, `"${key}": ${messageOf(error)}`, hint)
    }
  }
  if (typeof rename === 'string' && isTemplate(rename)) check('rename', () => compileName(rename))
  if (typeof folder === 'string') check('folder', () => compileFolder(folder))
}
