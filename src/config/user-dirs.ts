/** The user's own directories, by the XDG Base Directory Specification: relative values are ignored. */
import {homedir} from 'node:os'
import {isAbsolute, join} from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** Where the user-wide config lies. */
export function userConfigDir(env: Environment = process.env): string {
  return join(baseDir(env, 'XDG_CONFIG_HOME', '.config'), 'mediastruct')
}

/** Where a catalog without a config, and what the user trusts, lie. */
export function userDataDir(env: Environment = process.env): string {
  return join(baseDir(env, 'XDG_DATA_HOME', '.local/share'), 'mediastruct')
}

function baseDir(env: Environment, variable: string, fallback: string): string {
  const named = env[variable]
  return named !== undefined && isAbsolute(named) ? named : join(env.HOME || homedir(), fallback)
}
