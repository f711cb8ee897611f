/** The effective config as data: for `mediastruct config`, and for its `--json`. */
import {pathFields, type RawPath, toText} from '../paths/bytes.ts'
import type {PluginReference, Settings, UserConfig} from './settings.ts'

type Key = Exclude<keyof UserConfig, '$schema'>

const DAY_MS = 86_400_000

/** Values as a user would write them, with absolute paths; `null` where there is none. */
export function effectiveConfig(settings: Settings): Record<Key, unknown> & Record<string, unknown> {
  const one = (key: 'library' | 'archive' | 'duplicates' | 'catalog') => {
    const path = settings[key]
    return path === undefined ? {[key]: null} : pathFields(key, path)
  }
  const {drop, masters, trees, dates, rename, folder, dedupe, maxAgeMs, plugins} = settings
  const {
    hash,
    medium,
    ecc,
    manifests,
    copies,
    auditEveryMs,
    timezone,
    localClocks,
    disable,
    exclude,
    threads,
    round,
  } = settings
  return {
    drop: drop.map(({path, copy, timezone: zone}) => ({
      ...pathFields('path', path),
      copy,
      ...(zone !== undefined && {timezone: zone}),
    })),
    ...one('library'),
    ...one('archive'),
    masters: masters.map(toText),
    trees: trees.map(toText),
    ...one('duplicates'),
    ...one('catalog'),
    hash,
    dates: dates ?? null,
    rename: nameOf(rename),
    folder: nameOf(folder),
    dedupe: nameOf(dedupe),
    medium,
    ecc,
    manifests,
    copies,
    auditEvery: age(auditEveryMs),
    timezone,
    localClocks,
    disable,
    maxAge: Object.fromEntries([...maxAgeMs].map(([path, ms]: [RawPath, number]) => [toText(path), age(ms)])),
    exclude,
    threads,
    round,
    plugins: plugins.map(pluginName),
  } as Record<Key, unknown> & Record<string, unknown>
}

/** A value on one line, for a person. */
export function inWords(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.map(inWords).join(', ')
  if (typeof value !== 'object') return String(value)
  const {path, copy, timezone, ...rest} = value as Record<string, unknown>
  if (typeof path === 'string') return [path, copy ? '(copy)' : '', timezone ?? ''].filter(Boolean).join(' ')
  const entries = Object.entries(rest)
  return entries.length === 0
    ? '(none)'
    : entries.map(([key, entry]) => `${key}: ${inWords(entry)}`).join(', ')
}

function age(ms: number): string {
  if (ms % (365 * DAY_MS) === 0 && ms > 0) return `${ms / (365 * DAY_MS)}y`
  if (ms % DAY_MS === 0) return ms === 0 ? '0' : `${ms / DAY_MS}d`
  return `${ms / 1000}s`
}

function nameOf(value: string | ((...args: never[]) => unknown)): string {
  return typeof value === 'string' ? value : '(function)'
}

function pluginName(plugin: PluginReference): unknown {
  if (plugin.kind === 'object') return '(object)'
  return plugin.options === undefined ? plugin.specifier : [plugin.specifier, plugin.options]
}
