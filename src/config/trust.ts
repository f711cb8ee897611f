/**
 * Whether a config that runs code may run: a card or a download must not run code by being the working directory.
 *
 * It may where it is plainly the user's own, or where `mediastruct config trust FILE` remembered it by its hash.
 */
import {createHash} from 'node:crypto'
import {readFile, realpath, stat} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {errnoOf, MediaStructError} from '../errors.ts'
import {writeOwnFile} from '../own/write.ts'
import {fromText} from '../paths/bytes.ts'
import {forShell} from '../paths/shell.ts'
import {foreignName, magicOf} from './filesystem.ts'
import {unreadable} from './search.ts'
import {type Environment, userDataDir} from './user-dirs.ts'

const SCHEMA = 'mediastruct/trusted@1'

interface TrustedFile {
  /** Real path. */
  readonly path: string
  /** Lower-case hex. */
  readonly sha256: string
}

interface Located {
  readonly path: string
  readonly uid: number
  readonly mode: number
  /** The number that statfs(2) gives for its file system. */
  readonly magic: number
}

/** @throws MediaStructError UNTRUSTED_CONFIG, BAD_CONFIG where it can't be read */
export async function assertTrusted(file: string, env: Environment = process.env): Promise<void> {
  const reason = await doubtAbout(file)
  if (reason === undefined || (await isRemembered(file, env))) return
  throw new MediaStructError('UNTRUSTED_CONFIG', `${file} would run code, but ${reason}.`, {
    hint: `If you know what it does: mediastruct config trust ${forShell(file)}`,
  })
}

/** Why a file is not plainly the user's own; `undefined` where it is. Links are followed, and where they lie is looked at too. */
async function doubtAbout(file: string): Promise<string | undefined> {
  const real = await realpath(file).catch((error: unknown) => Promise.reject(unreadable(file, error)))
  for (const path of new Set([real, dirname(real), dirname(file)])) {
    const {uid, mode} = await stat(path)
    const doubt = whyDoubtful({path, uid, mode, magic: await magicOf(path)}, process.geteuid?.() ?? 0)
    if (doubt !== undefined) return doubt
  }
  return undefined
}

/** @param user the effective user id */
export function whyDoubtful({path, uid, mode, magic}: Located, user: number): string | undefined {
  const foreign = foreignName(magic)
  if (foreign !== undefined) return `${path} lies on a ${foreign} file system`
  if (uid !== user && uid !== 0) return `${path} belongs to another user`
  return (mode & 0o022) === 0 ? undefined : `others may write to ${path}`
}

/** Remembers a file as it is now. @returns its SHA-256, lower-case hex. @throws MediaStructError BAD_CONFIG, BAD_TRUST */
export async function trustFile(file: string, env: Environment = process.env): Promise<string> {
  const entry = await entryOf(file)
  const {files, sha256} = await readTrusted(env)
  const others = files.filter(({path}) => path !== entry.path)
  const text = `${JSON.stringify({schema: SCHEMA, files: [...others, entry]}, undefined, 2)}\n`
  await writeOwnFile(fromText(trustedFile(env)), Buffer.from(text), {replaces: sha256})
  return entry.sha256
}

async function isRemembered(file: string, env: Environment): Promise<boolean> {
  const {path, sha256} = await entryOf(file)
  const {files} = await readTrusted(env)
  return files.some((known) => known.path === path && known.sha256 === sha256)
}

async function entryOf(file: string): Promise<TrustedFile> {
  try {
    const path = await realpath(file)
    return {path, sha256: sha256(await readFile(path))}
  } catch (error) {
    throw unreadable(file, error)
  }
}

function trustedFile(env: Environment): string {
  return join(userDataDir(env), 'trusted.json')
}

/** What is remembered, and the hash of the file that says so. */
async function readTrusted(env: Environment): Promise<{files: TrustedFile[]; sha256?: string}> {
  const file = trustedFile(env)
  try {
    const bytes = await readFile(file)
    const {schema, files} = JSON.parse(bytes.toString()) as {schema?: unknown; files?: unknown}
    if (schema !== SCHEMA || !Array.isArray(files)) throw new Error('it is of another kind')
    return {files: files.filter(isEntry), sha256: sha256(bytes)}
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return {files: []}
    throw new MediaStructError('BAD_TRUST', `${file} can't be read as the list of trusted configs.`, {
      hint: 'Move it away, and trust your configs anew.',
      cause: error,
    })
  }
}

function isEntry(value: unknown): value is TrustedFile {
  if (typeof value !== 'object' || value === null) return false
  return (
    'path' in value && typeof value.path === 'string' && 'sha256' in value && typeof value.sha256 === 'string'
  )
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
