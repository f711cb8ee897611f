/** What a package says of itself in its package.json, as far as a plugin's user wants to know it. */
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {MediaStructError, messageOf} from '../errors.ts'
import {PLUGIN_EVENT} from '../plugin/packages.ts'

export interface Manifest {
  readonly name: string
  readonly version: string
  /** By name, what npm would run on install. */
  readonly scripts: Readonly<Record<string, string>>
  readonly engines: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  /** Whether it declares our oclif hook, and whether commands. */
  readonly hasPlugin: boolean
  readonly hasCommands: boolean
}

/** Scripts that npm runs where a package is installed … (docs.npmjs.com/cli/v11/using-npm/scripts) */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall']
/** … and, besides, where its dependencies are installed for it in its directory, or it is built from its repository. */
const MORE_SCRIPTS = {
  tarball: [],
  directory: ['prepublish', 'preprepare', 'prepare', 'postprepare', 'dependencies'],
  repository: ['preprepare', 'prepare', 'postprepare', 'prepack', 'postpack'],
} as const

/**
 * @param from what npm would install it from
 * @throws MediaStructError BAD_PACKAGE
 */
export function readManifest(directory: string, from: keyof typeof MORE_SCRIPTS = 'tarball'): Manifest {
  const file = join(directory, 'package.json')
  const json = parsed(file)
  const {name, version, oclif} = json
  if (typeof name !== 'string' || typeof version !== 'string') {
    throw badPackage(`${file} has no "name" or no "version".`)
  }
  const {hooks, commands} = record(oclif)
  const scripts = texts(json.scripts)
  const run: readonly string[] = [...INSTALL_SCRIPTS, ...MORE_SCRIPTS[from]]
  const declared = Object.fromEntries(Object.entries(scripts).filter(([script]) => run.includes(script)))
  return {
    name,
    version,
    scripts: buildsItself(directory, json) ? {...declared, install: 'node-gyp rebuild'} : declared,
    engines: texts(json.engines),
    dependencies: texts(json.dependencies),
    hasPlugin: record(hooks)[PLUGIN_EVENT] !== undefined,
    hasCommands: commands !== undefined,
  }
}

/** npm has a script of its own for addons in C++ that declare none. */
function buildsItself(directory: string, {gypfile, scripts}: Record<string, unknown>): boolean {
  const {install, preinstall} = texts(scripts)
  if (gypfile === false || install !== undefined || preinstall !== undefined) return false
  return existsSync(join(directory, 'binding.gyp'))
}

/** None where the package can't be read. */
export function installedVersion(directory: string): string | null {
  try {
    return readManifest(directory).version
  } catch {
    return null
  }
}

/** @throws MediaStructError NO_PLUGIN */
export function assertBringsSomething({name, hasPlugin, hasCommands}: Manifest): void {
  if (hasPlugin || hasCommands) return
  throw new MediaStructError('NO_PLUGIN', `The package ${name} brings nothing for mediastruct.`, {
    hint: `A plugin's package.json says {"oclif": {"hooks": {"${PLUGIN_EVENT}": "./dist/plugin.js"}}}, or {"oclif": {"commands": "./dist/commands"}}.`,
  })
}

function parsed(file: string): Record<string, unknown> {
  try {
    return record(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw badPackage(`${file} can't be read: ${messageOf(error)}`)
  }
}

function badPackage(problem: string): MediaStructError {
  return new MediaStructError('BAD_PACKAGE', problem, {
    hint: 'A plugin is a directory with a package.json, or what "npm pack" makes of it.',
  })
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
