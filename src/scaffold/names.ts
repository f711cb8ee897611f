/** Names of packages, as npm takes them, and what the plugin in one is called. */
import {builtinModules} from 'node:module'
import {MediaStructError} from '../errors.ts'

const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/
const LONGEST = 214
/** No package can lie in a directory of that name. */
const NO_DIRECTORIES = new Set(['node_modules', 'favicon.ico'])
/** A package can't depend on one of its own name. */
const RESERVED = new Set(['mediastruct', ...builtinModules])
/** What the names of plugins often begin with, and what is offered under them does not. */
const PREFIX = /^mediastruct-(?:plugin-)?(?=.)/

/** @throws MediaStructError BAD_NAME, offering the nearest good one */
export function assertPackageName(name: string): void {
  const problem = problemOf(name)
  if (problem === undefined) return
  const offer = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._~@/-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '')
  const better = problemOf(offer) === undefined ? offer : 'mediastruct-plugin-mine'
  throw new MediaStructError('BAD_NAME', `"${name}" can't be the name of a package: ${problem}.`, {
    hint: `For example: mediastruct plugins create ${better}`,
  })
}

function problemOf(name: string): string | undefined {
  if (name.length > LONGEST) return `it is longer than ${LONGEST} characters`
  if (RESERVED.has(name) || NO_DIRECTORIES.has(directoryName(name))) return 'that name is taken'
  if (NAME.test(name)) return undefined
  return 'npm takes lower-case letters, digits, "-", "_" and ".", after an optional "@scope/"'
}

/** The last part of a package's name: its directory. */
export function directoryName(packageName: string): string {
  return packageName.slice(packageName.indexOf('/') + 1)
}

/** What a config chooses it by: `mediastruct-plugin-by-camera` offers `by-camera`. */
export function offeredName(packageName: string): string {
  return directoryName(packageName).replace(PREFIX, '')
}
