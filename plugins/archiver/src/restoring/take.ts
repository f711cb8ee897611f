/** Takes what a source has of the files that are still wanted. What it gives wrongly is never left under a name. */
import {
  fileFailure,
  MediaStructError,
  messageOf,
  numberedPaths,
  type Progress,
  type RawPath,
  receiveFile,
} from 'mediastruct'
import type {Source, SourceFile} from '../imaging/sources.ts'
import type {Content, Hashes} from './content.ts'
import type {Job} from './jobs.ts'
import {mayBe} from './may-be.ts'
import {statsOf} from './stats-of.ts'
import type {Identified} from './which.ts'

export interface TakeOptions {
  readonly hashes: Hashes
  readonly progress: Progress
  readonly signal: AbortSignal
}

interface Found {
  readonly job: Job
  readonly content: Content
  readonly files: readonly SourceFile[]
}

export interface Taken {
  /** Files that were wanted and were there, in whatever state. */
  readonly met: number
  /** The target takes no more. */
  readonly isFull: boolean
}

/** Goes on until all were tried, or it is interrupted. */
export async function takeFrom(
  {source, volumes, isNamed}: Identified,
  jobs: Iterable<Job>,
  options: TakeOptions,
): Promise<Taken> {
  const found: Found[] = []
  for (const job of jobs) {
    const {content, wanted} = job
    const places = wanted.places.filter(({volume}) => volumes.includes(volume))
    if (content === undefined || places.length === 0) continue
    const files = await filesAt(source, [...new Set(places.map(({below}) => below))])
    if (files.length > 0) found.push({job, content, files})
    else if (isNamed) job.problems.push({source, volumes, what: missing(source)})
  }
  for (const one of found.sort((a, b) => blockOf(a) - blockOf(b))) {
    if (options.signal.aborted) break
    if (!(await take({source, volumes}, one, options))) return {met: found.length, isFull: true}
  }
  return {met: found.length, isFull: false}
}

function missing({isDamaged}: Source): string {
  return isDamaged ? 'it is missing, and some directories there are damaged' : 'it is missing'
}

function blockOf({files}: Found): number {
  return files[0]?.block ?? 0
}

async function filesAt(source: Source, paths: readonly RawPath[]): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  for (const below of paths) files.push(...(await mayBe(source, below)))
  return files
}

/** A source that can't give what it should; what the target's disk says is another matter. */
class BadSource extends Error {}

/** What no other file would fare better with. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EROFS'])

/** @returns false where the target takes no more */
async function take(
  {source, volumes}: Pick<Identified, 'source' | 'volumes'>,
  {job, content, files}: Found,
  options: TakeOptions,
): Promise<boolean> {
  for (const file of files) {
    try {
      const place = await placeFor(job.to, content, options.hashes)
      job.to = place.path
      if (place.isThere) {
        job.state = 'present'
        options.progress.add(1, content.size)
        return true
      }
      await receive(job, content, file, options.hashes)
      Object.assign(job, {state: 'restored', from: source.path})
      options.progress.add(1, content.size)
      return true
    } catch (error) {
      const problem = problemOf(error)
      if (problem === undefined) {
        Object.assign(job, {state: 'failed', failure: fileFailure(error)})
        options.progress.errors(1)
        return !FULL.has(fileFailure(error).code)
      }
      job.problems.push({source, volumes, what: problem})
    }
  }
  return true
}

async function receive(job: Job, content: Content, file: SourceFile, hashes: Hashes): Promise<void> {
  const {size, algorithm, hash} = content
  const {mtimeNs} = job.wanted
  if (file.size !== size) throw new BadSource(`it has ${file.size} bytes instead of ${size}`)
  const isOurs = algorithm === 'blake3'
  await receiveFile(job.to, {
    chunks: readFrom(file),
    size,
    blake3: isOurs ? hash : undefined,
    mtimeNs: mtimeNs === 0n ? file.mtimeNs : mtimeNs,
    inspect: isOurs ? undefined : (part) => hashes.assertIs(part, content),
  })
}

async function* readFrom(file: SourceFile): AsyncGenerator<Uint8Array> {
  try {
    yield* file.read()
  } catch (error) {
    throw new BadSource(`it can't be read: ${messageOf(error)}`)
  }
}

function problemOf(error: unknown): string | undefined {
  const isDifferent = error instanceof MediaStructError && error.code === 'DIFFERS'
  return error instanceof BadSource || isDifferent ? error.message : undefined
}

/**
 * It was free when it was given: where case makes no difference, another file of this run may have it by now, and anybody
 * else may have put one there; the same content is good as it is.
 */
async function placeFor(
  path: RawPath,
  content: Content,
  hashes: Pick<Hashes, 'isIt'>,
): Promise<{path: RawPath; isThere: boolean}> {
  for (let number = 1; ; number++) {
    const [name = path] = numberedPaths([path], number)
    const found = statsOf(name)
    if (!found) return {path: name, isThere: false}
    const mayBeIt = found.isFile() && found.size === content.size
    if (mayBeIt && (await hashes.isIt(name, content))) return {path: name, isThere: true}
  }
}
