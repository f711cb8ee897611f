/** The proof that a directory may be wiped: each file, and a holder of its content elsewhere, read just now. */
import {statSync} from 'node:fs'
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import type {HashPool, HashResult} from '../hash/pool.ts'
import {isWithin, join, type RawPath, toBytes} from '../paths/bytes.ts'
import type {Failure} from '../plan/move.ts'
import {portionsOf} from '../portions.ts'
import {sizeAt} from '../walk/list.ts'
import {Walker} from '../walk/walker.ts'

export interface WipeOptions {
  catalog: Catalog
  directory: RawPath
  /** Trees whose holding counts: the library and the masters. */
  holders: readonly RawPath[]
  /** With the index's algorithm, which finds what may be equal. */
  hashes: HashPool
  /** With the built-in BLAKE3, which says whether it is: an algorithm of a plugin may be weak or broken. */
  proof: HashPool
  /** A holder on the directory's own device counts, too. */
  sameDevice: boolean
  /** Says of a holder whether enough verified copies hold it; undefined: one file read just now is enough. */
  onMedia?: ((holder: CatalogFile, blake3: string) => boolean | Promise<boolean>) | undefined
}

/** Why a file is not held, the later the nearer to being held: of several holders, the nearest is told. */
const REASONS = {
  special: 'it is a link or a device, which nothing holds',
  changed: 'it changed while it was looked at',
  'not-held': 'neither the library nor a master holds it',
  'holder-lost': 'what should hold it could not be read, or is another content now',
  offline: 'only a volume that is not here holds it',
  'few-copies': 'too few verified copies elsewhere hold it',
  'same-file': 'its holder is the very same file',
  'same-device': 'its holder lies on the same device (--same-device lets it count)',
}
export type NotHeldCode = keyof typeof REASONS
export const NOT_HELD_CODES = Object.keys(REASONS) as NotHeldCode[]

export interface NotHeld {
  path: RawPath
  code: NotHeldCode
  reason: string
}

export interface WipeReport {
  safe: boolean
  files: number
  /** Bytes. */
  bytes: number
  notHeld: NotHeld[]
  /** Junk, our own tag files and empty files: listed, and they block nothing. */
  junk: RawPath[]
  errors: Failure[]
}

/** Files read at a time. */
const BATCH = 256

export async function checkWipe(options: WipeOptions): Promise<WipeReport> {
  const report: WipeReport = {safe: false, files: 0, bytes: 0, notHeld: [], junk: [], errors: []}
  const walker = new Walker(options.hashes.workers)
  for await (const listing of walker.walk(options.directory)) {
    const {path, files, special} = listing
    for (const error of listing.errors) report.errors.push(error)
    for (const name of [...listing.junk, ...listing.junkDirectories, ...listing.tags])
      report.junk.push(join(path, name))
    for (const name of special) report.notHeld.push(notHeld(join(path, name), 'special'))
    const isFilled = (index: number) => sizeAt(listing, index) !== 0n
    for (const [index, name] of files.entries()) if (!isFilled(index)) report.junk.push(join(path, name))
    const filled = files.filter((_, index) => isFilled(index))
    for (const some of portionsOf(filled, BATCH)) {
      const paths = some.map((name) => join(path, name))
      await checkBatch(options, report, paths)
    }
  }
  report.safe = report.notHeld.length === 0 && report.errors.length === 0
  return report
}

async function checkBatch(
  options: WipeOptions,
  report: WipeReport,
  paths: readonly RawPath[],
): Promise<void> {
  const results = await options.hashes.hashFiles(paths)
  for (const [index, path] of paths.entries()) {
    const result = results[index]
    if (!result) continue
    if (!result.ok) report.errors.push({path, code: result.code, message: result.message})
    else {
      report.files++
      report.bytes += result.size
      const code = await whyNotHeld(options, path, result)
      if (code !== undefined) report.notHeld.push(notHeld(path, code))
    }
  }
}

function notHeld(path: RawPath, code: NotHeldCode): NotHeld {
  return {path, code, reason: REASONS[code]}
}

type Measured = Extract<HashResult, {ok: true}>

/** Undefined where a holder outside the directory was read just now and is the same. */
async function whyNotHeld(
  options: WipeOptions,
  path: RawPath,
  file: Measured,
): Promise<NotHeldCode | undefined> {
  const {catalog, directory, holders, hashes, proof} = options
  const known = catalog
    .holders(file.hash, file.size, hashes.provider.name)
    .filter(({path}) => !isWithin(path, directory) && holders.some((tree) => isWithin(path, tree)))
  if (known.length === 0) return 'not-held'
  const isProven = hashes.provider.name === proof.provider.name
  const [proven] = isProven ? [file] : await proof.hashFiles([path])
  if (!proven?.ok || proven.size !== file.size) return 'changed'
  let nearest: NotHeldCode = 'holder-lost'
  for (const holder of known) {
    const code = await whyNoHolder(options, holder, proven)
    if (code === undefined) return undefined
    if (NOT_HELD_CODES.indexOf(code) > NOT_HELD_CODES.indexOf(nearest)) nearest = code
  }
  return nearest
}

/** Undefined where it holds the content of `file`, as it was measured just now. */
async function whyNoHolder(
  {directory, proof, sameDevice, onMedia}: WipeOptions,
  holder: CatalogFile,
  file: Measured,
): Promise<NotHeldCode | undefined> {
  if (onMedia) return (await onMedia(holder, file.hash)) ? undefined : 'few-copies'
  if (holder.offline) return 'offline'
  const [read] = await proof.hashFiles([holder.path])
  if (!read?.ok || read.hash !== file.hash || read.size !== file.size) return 'holder-lost'
  if (read.device === file.device && read.inode === file.inode) return 'same-file'
  return !sameDevice && read.device === deviceOf(directory) ? 'same-device' : undefined
}

function deviceOf(directory: RawPath): bigint {
  return statSync(toBytes(directory), {bigint: true}).dev
}
