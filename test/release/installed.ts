/** The one tarball as a stranger gets it: packed once, and installed once in each manner, for all tests of a release. */
import {execFile} from 'node:child_process'
import {existsSync, globSync, mkdtempSync, readFileSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {promisify} from 'node:util'
import {mediastruct, PACKAGE_ROOT, type Ran, type RunOptions} from '../support/mediastruct.ts'

export interface Installed {
  /** Where npm put it all: everything that is loaded lies below. */
  directory: string
  /** The package itself, which is what the tarball held. */
  packageRoot: string
  /** What a user types. */
  program: string
}

const MANNERS = {
  'npm install': {flags: [], modules: 'node_modules', bin: 'node_modules/.bin'},
  'npm install --global': {flags: ['--global'], modules: 'lib/node_modules', bin: 'bin'},
  'npm install --omit=optional': {
    flags: ['--omit=optional'],
    modules: 'node_modules',
    bin: 'node_modules/.bin',
  },
}

export type Manner = keyof typeof MANNERS
export const ALL_MANNERS = Object.keys(MANNERS) as Manner[]

const RECORDER = new URL('../support/record-loads.ts', import.meta.url).href
const QUIET = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
const run = promisify(execFile)
const made: string[] = []
const installs = new Map<Manner, Promise<Installed>>()
let tarball: Promise<string> | undefined

after(() => {
  for (const directory of made.splice(0)) rmSync(directory, {recursive: true, force: true})
})

/** An empty directory that lasts as long as these tests, with no checkout above it. */
export function outside(): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'mediastruct-release-'))
  made.push(directory)
  return directory
}

/** Packs the checkout, `prepack` and all. @returns the tarball's path */
export function packed(): Promise<string> {
  tarball ??= pack(PACKAGE_ROOT)
  return tarball
}

/** @returns the path of the package's tarball, in a directory of its own */
export async function pack(directory: string): Promise<string> {
  const target = outside()
  await npm(['pack', directory, '--pack-destination', target], target)
  const [file = ''] = globSync(join(target, '*.tgz'))
  return file
}

export function installed(manner: Manner): Promise<Installed> {
  const known = installs.get(manner) ?? install(manner)
  installs.set(manner, known)
  return known
}

async function install(manner: Manner): Promise<Installed> {
  const {flags, modules, bin} = MANNERS[manner]
  const directory = outside()
  await npm(['install', '--prefix', directory, ...flags, await packed()], directory)
  return {
    directory,
    packageRoot: join(directory, modules, 'mediastruct'),
    program: join(directory, bin, 'mediastruct'),
  }
}

/** What npm tells its scripts of the checkout is kept from it; where the registry and the cache are is not. */
async function npm(args: readonly string[], cwd: string): Promise<void> {
  const passed = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('npm_') || /^npm_config_(registry|cache|userconfig)$/.test(name),
  )
  await run('npm', [...args, ...QUIET], {cwd, env: Object.fromEntries(passed)})
}

/** For the environment of a run that installs: the registry that is asked here, and what was fetched from it before. */
export async function npmSettings(): Promise<Record<string, string>> {
  const asked = ['registry', 'cache'].map(async (name) => {
    const {stdout} = await run('npm', ['config', 'get', name])
    return [`npm_config_${name}`, stdout.trim()] as const
  })
  return {...Object.fromEntries(await Promise.all(asked)), npm_config_prefer_offline: 'true'}
}

export interface Recorded extends Ran {
  /** The address of each module that it loaded, in whatever thread or process. */
  loaded: string[]
}

/** Runs the installed program by its name, with Node.js and the system's own programs on PATH and nothing else. */
export async function runInstalled(
  {program}: Installed,
  args: readonly string[],
  {cwd, env = {}}: RunOptions,
): Promise<Recorded> {
  const file = join(outside(), 'loaded')
  const ran = await mediastruct(args, {
    cwd,
    program,
    env: {
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      NODE_OPTIONS: `--import ${RECORDER}`,
      LOADED_MODULES: file,
      ...env,
    },
  })
  const loaded = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  return {...ran, loaded: loaded.filter((url) => url !== '' && url !== RECORDER)}
}

/** The modules that lie anywhere but below the installation. */
export function foreign({loaded}: Recorded, {directory}: Installed): string[] {
  const home = pathToFileURL(`${directory}/`).href
  return loaded.filter((url) => url.startsWith('file:') && !url.startsWith(home))
}
