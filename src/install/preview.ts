/**
 * What an install would bring, before it is done: npm installs it into a scratch directory, with no script run, so that
 * all of it is known, its dependencies too, and whatever can fail fails there. It lies there until it was tried. npm says no integrity of a repository, whose
 * commit it names, and of what a server forbids to keep, which may be another one each time.
 */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {MediaStructError} from '../errors.ts'
import {makeScratch} from '../own/scratch.ts'
import {type Manifest, readManifest} from './manifest.ts'
import {allowScripts, type Npm} from './npm.ts'
import type {Spec} from './spec.ts'

export interface Preview extends Manifest {
  readonly spec: Spec
  /** Where it lies meanwhile. */
  readonly root: string
  /** `sha512-…` of the tarball; none for a git repository, whose commit stands in `resolved`. */
  readonly integrity: string | undefined
  /** Where it comes from, as npm says it. */
  readonly resolved: string
  /** Packages that it depends on and that have install scripts of their own. */
  readonly scriptedDependencies: readonly string[]
}

/** An entry of npm's lock file. */
interface Locked {
  version?: string
  resolved?: string
  integrity?: string
  hasInstallScript?: boolean
}

/**
 * @param use gets what an install would bring, which is gone after it
 * @throws MediaStructError of npm's, BAD_PACKAGE, ALIAS, NO_INTEGRITY
 */
export async function withPreview<T>(npm: Npm, spec: Spec, use: (shown: Preview) => Promise<T>): Promise<T> {
  const scratch = makeScratch()
  try {
    await installInto(scratch.path, npm, spec, false)
    return await use(previewOf(scratch.path, spec))
  } finally {
    scratch.remove()
  }
}

/** @throws MediaStructError of npm's */
export async function installInto(
  directory: string,
  npm: Npm,
  {typed, npm: spec}: Pick<Spec, 'typed' | 'npm'>,
  scripts: boolean,
): Promise<void> {
  allowScripts(scripts)
  await npm.run(directory, typed, ['install', spec, '--omit', 'dev'])
}

function previewOf(directory: string, spec: Spec): Preview {
  const locked = lockedIn(directory)
  const name = Object.keys(locked['']?.dependencies ?? {})[0]
  if (name === undefined) throw new MediaStructError('BAD_PACKAGE', `"${spec.typed}" brought no package.`)
  const {integrity, resolved = spec.npm} = locked[`node_modules/${name}`] ?? {}
  if (integrity === undefined && !resolved.startsWith('git+')) throw noIntegrity(spec)
  const root = join(directory, 'node_modules', name)
  const manifest = readManifest(root, integrity === undefined ? 'repository' : 'tarball')
  if (manifest.name !== name) throw alias(spec, manifest.name, name)
  return {
    ...manifest,
    spec,
    root,
    integrity,
    resolved: resolved.startsWith('file:') ? spec.npm : resolved,
    scriptedDependencies: scriptedOf(locked, name),
  }
}

/** Where a package lies says its name, to npm, to oclif and to us: under another one it would be found by none. */
function alias({typed}: Spec, name: string, asked: string): MediaStructError {
  return new MediaStructError(
    'ALIAS',
    `${typed} is the package ${name}, and would lie under the name ${asked}.`,
    {
      hint: `Install it under its own name: leave out "${asked}@".`,
    },
  )
}

/** What lies at an address may be another package by now. @throws MediaStructError OTHER_PACKAGE */
export function assertNamed({name, spec}: Preview, expected: string): void {
  if (name === expected) return
  throw new MediaStructError('OTHER_PACKAGE', `${spec.typed} is the package ${name} now.`, {
    hint: `To have it instead: mediastruct plugins uninstall ${expected}, then install it.`,
  })
}

function noIntegrity({typed}: Spec): MediaStructError {
  return new MediaStructError(
    'NO_INTEGRITY',
    `What ${typed} is can't be held on to: its server forbids it.`,
    {
      hint: 'Download it, then install the file: ./plugin-1.0.0.tgz',
    },
  )
}

/** Integrity of what is installed under a name, or its commit; none where npm remembers nothing. */
export function fingerprintOf(directory: string, name: string): string | undefined {
  const {integrity, resolved} = lockedIn(directory)[`node_modules/${name}`] ?? {}
  return integrity ?? resolved
}

function scriptedOf(locked: Readonly<Record<string, Locked>>, name: string): string[] {
  const own = `node_modules/${name}`
  const paths = Object.entries(locked).filter(([path, entry]) => path !== own && entry.hasInstallScript)
  return paths.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
}

function lockedIn(directory: string): Record<string, Locked & {dependencies?: Record<string, string>}> {
  try {
    return JSON.parse(readFileSync(join(directory, 'package-lock.json'), 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}
