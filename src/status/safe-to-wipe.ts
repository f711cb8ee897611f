/** The proof that a directory may be wiped: each file, and a holder of its content elsewhere, read just now. */
import {statSync} from 'node:fs'
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import type {HashPool, HashResult} from '../hash/pool.ts'
import {isWithin, join, type RawPath, toBytes} from '../paths/bytes.ts'
import type {Failure} from '../plan/move.ts'
import {STATS_PER_FILE} from '../walk/list.ts'
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
  threads: number
  /** A holder on the directory's own device counts, too. */
  sameDevice: boolean
  /** Says of a holder whether enough verified copies hold it; undefined: one file read just now is enough. */
  onMedia?: ((holder: CatalogFile, blake3: string) => boolean) | undefined
}

export interface WipeReport {
  safe: boolean
  files: number
  /** Bytes. */
  bytes: number
  notHeld: {path: RawPath; reason: string}[]
  /** Junk, our own tag files and empty files: listed, and they block nothing. */
  junk: RawPath[]
  errors: Failure[]
}

/** Files read at a time. */
const BATCH = 256

export async function checkWipe(options: WipeOptions): Promise<WipeReport> {
  const report: WipeReport = {safe: false, files: 0, bytes: 0, notHeld: [], junk: [], errors: []}
  const walker = new Walker(options.threads)
  try {
    for await (const listing of walker.walk(options.directory)) {
      const {path, files, special} = listing
      report.errors.push(...listing.errors)
      for (const name of [...listing.junk, ...listing.junkDirectories, ...listing.tags])
        report.junk.push(join(path, name))
      for (const name of special)
        report.notHeld.push({path: join(path, name), reason: 'it is a link or a device, which nothing holds'})
      const isFilled = (index: number) => listing.stats[index * STATS_PER_FILE] !== 0n
      for (const [index, name] of files.entries()) if (!isFilled(index)) report.junk.push(join(path, name))
      const filled = files.filter((_, index) => isFilled(index))
      for (let start = 0; start < filled.length; start += BATCH) {
        await checkBatch(
          options,
          report,
          filled.slice(start, start + BATCH).map((name) => join(path, name)),
        )
      }
    }
  } finally {
    await walker.close()
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
      const reason = await whyNotHeld(options, path, result)
      if (reason !== undefined) report.notHeld.push({path, reason})
    }
  }
}

type Measured = Extract<HashResult, {ok: true}>

/** Undefined where a holder outside the directory was read just now and is the same. */
async function whyNotHeld(options: WipeOptions, path: RawPath, file: Measured): Promise<string | undefined> {
  const {catalog, directory, holders, hashes, proof, sameDevice, onMedia} = options
  const known = catalog
    .holders(file.hash, file.size, hashes.provider.name)
    .filter(({path}) => !isWithin(path, directory) && holders.some((tree) => isWithin(path, tree)))
  if (known.length === 0) return 'neither the library nor a master holds it'
  const isProven = hashes.provider.name === proof.provider.name
  const [proven] = isProven ? [file] : await proof.hashFiles([path])
  if (!proven?.ok || proven.size !== file.size) return 'it changed while it was looked at'
  let reason = 'what should hold it could not be read, or is another content now'
  for (const holder of known) {
    if (onMedia) {
      if (onMedia(holder, proven.hash)) return undefined
      reason = 'too few verified copies hold it'
      continue
    }
    if (holder.offline) {
      reason = 'only a volume that is not here holds it'
      continue
    }
    const [read] = await proof.hashFiles([holder.path])
    if (!read?.ok || read.hash !== proven.hash || read.size !== proven.size) continue
    if (read.device === file.device && read.inode === file.inode) reason = 'its holder is the very same file'
    else if (!sameDevice && read.device === deviceOf(directory))
      reason = 'its holder lies on the same device (--same-device lets it count)'
    else return undefined
  }
  return reason
}

function deviceOf(directory: RawPath): bigint {
  return statSync(toBytes(directory), {bigint: true}).dev
}
