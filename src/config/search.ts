/**
 * Which config file is meant: the nearest one from the working directory upwards, then the user's.
 *
 * The directories are walked here, since cosmiconfig's own search stops at the first package.json or skips what it may
 * not read, and says nothing of a second config beside the first.
 */
import {readFileSync, statSync} from 'node:fs'
import {basename, dirname, join, resolve} from 'node:path'
import {errnoOf, type MediaStructError, messageOf} from '../errors.ts'
import {badConfig} from './bad-config.ts'
import {type Environment, userConfigDir} from './user-dirs.ts'

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '.yaml', '.yml']

/** In the order in which they win. */
const NAMES = [
  ...EXTENSIONS.map((extension) => `mediastruct.config${extension}`),
  ...['', ...EXTENSIONS].map((extension) => `.mediastructrc${extension}`),
  'package.json',
]
/** In the user's config directory the program's name is already in the path. */
const USER_NAMES = [...EXTENSIONS.map((extension) => `config${extension}`), ...NAMES]

export interface Found {
  /** Absolute path. */
  file: string
  warnings: string[]
}

/** @throws MediaStructError BAD_CONFIG where a candidate can't be looked at */
export function searchConfig(cwd: string, env: Environment): Found | undefined {
  for (let directory = resolve(cwd); ; directory = dirname(directory)) {
    const found = configIn(directory)
    if (found) return found
    if (directory === dirname(directory)) break
  }
  return configIn(userConfigDir(env), USER_NAMES)
}

/** The config of one directory. @throws MediaStructError BAD_CONFIG */
export function configIn(directory: string, names: readonly string[] = NAMES): Found | undefined {
  const [file, ...others] = names.map((name) => join(directory, name)).filter(isCandidate)
  if (file === undefined) return undefined
  const ignored = others.map((other) => basename(other)).join(', ')
  const warnings = others.length === 0 ? [] : [`${file} is used; beside it, ignored: ${ignored}.`]
  return {file, warnings}
}

/** Only a regular file: a FIFO of that name would keep us waiting. */
function isCandidate(file: string): boolean {
  try {
    if (!statSync(file, {throwIfNoEntry: false})?.isFile()) return false
    return basename(file) !== 'package.json' || namesUs(file)
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return false
    throw unreadable(file, error)
  }
}

/** A package.json counts where it has the key. One that is broken is a config only if it speaks of us. */
function namesUs(file: string): boolean {
  const text = readFileSync(file, 'utf8')
  if (!text.includes('"mediastruct"')) return false
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && Object.hasOwn(json, 'mediastruct')
  } catch {
    return true
  }
}

/** What to say of a config that is there and can't be looked at. */
export function unreadable(file: string, error: unknown): MediaStructError {
  const why = errnoOf(error) === 'EACCES' ? 'permission denied' : messageOf(error)
  return badConfig(
    file,
    `it can't be read: ${why}.`,
    'Make it readable, or name another one with --config FILE.',
  )
}
