/** What a user types to install a plugin: a name, a tarball, a git repository. */
import {statSync} from 'node:fs'
import {resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {MediaStructError} from '../errors.ts'
import type {Installed} from '../plugin/installed.ts'

const TARBALL = /\.(?:tgz|tar|tar\.gz)$/i

/** `name`, `@scope/name`, each with a version, range or tag after an `@`. */
const NAMED = /^((?:@[^/@:]+\/)?[^/@:]+)(?:@([^/:]+))?$/

export interface Spec {
  /** For messages. */
  readonly typed: string
  /** What npm is told. */
  readonly npm: string
  /** What is asked of the registry; none for a tarball or repository. */
  readonly tag?: string
}

/** The path of a file is made absolute, since npm runs elsewhere. @throws MediaStructError */
export function specOf(typed: string): Spec {
  if (typed.trim() === '' || typed.startsWith('-')) throw notInstallable(typed)
  const path = pathIn(typed)
  if (path === undefined) return namedOrUrl(typed)
  const stat = statSync(path, {throwIfNoEntry: false})
  if (!stat) throw new MediaStructError('MISSING_FILE', `There is no file ${path}.`)
  if (stat.isFile()) return {typed, npm: `file:${path}`}
  throw new MediaStructError('NOT_A_FILE', `${path} is no tarball.`, {
    hint: `A directory is linked, not installed: mediastruct plugins link ${path}`,
  })
}

/** What was asked for when it was installed. */
export function specOfInstalled({name, url, tag = 'latest'}: Installed): Spec {
  return url === undefined ? {typed: name, npm: `${name}@${tag}`, tag} : {typed: url, npm: url}
}

function namedOrUrl(typed: string): Spec {
  const [, name, tag = 'latest'] = NAMED.exec(typed) ?? []
  return name === undefined ? {typed, npm: typed} : {typed, npm: `${name}@${tag}`, tag}
}

/** The path that was meant, if it was one. */
function pathIn(typed: string): string | undefined {
  if (typed.startsWith('file://')) return fileURLToPath(typed)
  if (typed.startsWith('file:')) return resolve(typed.slice('file:'.length))
  const isUrl = /^[a-z+]+:/i.test(typed) || typed.includes('@git')
  return !isUrl && (/^\.{0,2}\//.test(typed) || /^\.{1,2}$/.test(typed) || TARBALL.test(typed))
    ? resolve(typed)
    : undefined
}

function notInstallable(typed: string): MediaStructError {
  return new MediaStructError('BAD_SPEC', `"${typed}" names no package.`, {
    hint: 'Say the name of a package, the path of a tarball, or the address of a git repository.',
  })
}
