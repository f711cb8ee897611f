/** Where the catalog may lie: never on a network file system, on which SQLite's log does not work (sqlite.org/wal.html). */
import {existsSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {MediaStructError} from '../errors.ts'
import {fromText, type RawPath} from '../paths/bytes.ts'
import {resolveTyped} from '../paths/typed.ts'
import {isOnNetwork} from './filesystem.ts'
import {type Environment, userDataDir} from './user-dirs.ts'

/** Beside the config file; in the user's data directory where that is on a network file system. */
export async function defaultCatalog(file: string, env: Environment): Promise<RawPath> {
  const directory = dirname(file)
  if (await isOnNetwork(directory)) return userCatalog(env)
  return resolveTyped(fromText(join(directory, '.mediastruct', 'catalog.db')), fromText('/'))
}

export function userCatalog(env: Environment): RawPath {
  return resolveTyped(fromText(join(userDataDir(env), 'catalog.db')), fromText('/'))
}

/** @throws MediaStructError CATALOG_ON_NETWORK */
export async function assertLocal(catalog: string): Promise<void> {
  if (!(await isOnNetwork(existing(dirname(catalog))))) return
  throw new MediaStructError(
    'CATALOG_ON_NETWORK',
    `The catalog ${catalog} would lie on a network file system.`,
    {
      hint: 'Its log does not work there. Name a catalog on a disk of this machine with "catalog" in the config, or --catalog FILE.',
    },
  )
}

function existing(directory: string): string {
  return existsSync(directory) ? directory : existing(dirname(directory))
}
