/** What a file says of itself, for whoever asks: it is opened once, however many sources ask. */
import {lstatSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {asciiOrBytes, moduleBeside, type RawPath} from 'mediastruct'
import type {Examination} from './examination.ts'
import {ExaminerPool} from './pool.ts'

const WORKER = moduleBeside('worker', import.meta).href

/** ms */
const LIMIT_MS = 10_000
const LIMIT_MIB = 256

/** Files whose examination is remembered: a directory is planned as a whole, and most have fewer. */
const REMEMBERED = 16_384

/** ms that a failure is remembered: long enough for all who ask of one plan, and a disk may come back. */
const FAILURE_MS = 60_000

interface Known {
  /** What the file looked like when it was examined. */
  readonly stat: string
  readonly examination: Promise<Examination>
}

const known = new Map<RawPath, Known>()
let pool: ExaminerPool | undefined

/** What examines from here on, instead of as many processes as there are cores. */
export function examineBy(other: ExaminerPool): void {
  void pool?.close()
  pool = other
  known.clear()
}

/** @param most processes; the first examination starts one */
export function examiners(most: number): ExaminerPool {
  return new ExaminerPool({module: WORKER, most, limitMs: LIMIT_MS, limitMib: LIMIT_MIB})
}

/** A process takes a tenth of a second to start. */
export function prepareToExamine(): void {
  pool ??= examiners(availableParallelism())
  pool.prepare()
}

/**
 * Examines a regular file, in another process; the same unchanged file only once.
 * @throws MediaStructError EXAMINE_TIME, EXAMINE_MEMORY, EXAMINE_CRASH, EXAMINE_START; an error with the system's code, or NOT_A_FILE
 */
export async function examine(path: RawPath): Promise<Examination> {
  const stat = statOf(path)
  const before = known.get(path)
  if (before?.stat === stat) return await before.examination
  pool ??= examiners(availableParallelism())
  const examination = pool.examine(path)
  remember(path, {stat, examination})
  return await examination
}

/** @throws the system's error */
function statOf(path: RawPath): string {
  const {size, mtimeNs, ctimeNs, ino} = lstatSync(asciiOrBytes(path), {bigint: true})
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}`
}

/** The oldest goes first. */
function remember(path: RawPath, entry: Known): void {
  known.delete(path)
  known.set(path, entry)
  entry.examination.catch(() => setTimeout(() => forget(path, entry), FAILURE_MS).unref())
  const [oldest] = known.keys()
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
}

function forget(path: RawPath, entry: Known): void {
  if (known.get(path) === entry) known.delete(path)
}
