/** What holds where neither a flag nor a config says otherwise. */
import {availableParallelism} from 'node:os'
import {dirname, join} from 'node:path'
import {DEFAULT_FOLDER_TEMPLATE} from '../dates/template.ts'
import {fromText, type RawPath} from '../paths/bytes.ts'
import {resolveTyped} from '../paths/typed.ts'
import {parseAge} from '../units.ts'
import {isOnNetwork} from './filesystem.ts'
import type {Settings} from './settings.ts'
import {type Environment, userDataDir} from './user-dirs.ts'

/** How old the archive's index may be; other trees are crawled each time. */
export const ARCHIVE_MAX_AGE_MS = parseAge('120d')

/** The settings without any config. */
export function defaultSettings(env: Environment): Settings {
  return {
    drop: [],
    masters: [],
    trees: [],
    catalog: userCatalog(env),
    hash: 'blake3',
    rename: 'datetime-hash',
    folder: DEFAULT_FOLDER_TEMPLATE,
    dedupe: 'prefer-master',
    medium: 'bd-r-25',
    copies: 2,
    auditEveryMs: parseAge('1y'),
    timezone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    disable: [],
    maxAgeMs: new Map(),
    exclude: [],
    threads: availableParallelism(),
    round: ['ingest', 'crawl', 'dupes'],
    plugins: [],
  }
}

/** Beside the config; in the user's data directory where that is on a network file system, on which WAL does not work. */
export async function defaultCatalog(file: string, env: Environment): Promise<RawPath> {
  const directory = dirname(file)
  if (await isOnNetwork(directory)) return userCatalog(env)
  return resolveTyped(fromText(join(directory, '.mediastruct', 'catalog.db')), fromText('/'))
}

function userCatalog(env: Environment): RawPath {
  return resolveTyped(fromText(join(userDataDir(env), 'catalog.db')), fromText('/'))
}
