/** Brings one file under its new name, and back again where something speaks against it. The original stays until `leave`. */
import type {BigIntStats} from 'node:fs'
import {lstat, unlink} from 'node:fs/promises'
import {errnoOf, MediaStructError} from '../errors.ts'
import type {HashResult} from '../hash/pool.ts'
import {makeDirectories} from '../own/directories.ts'
import {dirname, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {type Identity, isSame, lstatOf} from '../paths/identity.ts'
import {chooseNames, type Failing, firstFailing} from './choose-names.ts'
import {copyToPart} from './cross-device.ts'
import {flushData, flushDirectories} from './flush.ts'
import {giveName, type Naming} from './give-name.ts'
import {type Books, type Fingerprint, isRemoval, type Job, keepsSource} from './job.ts'
import {partPath} from './names.ts'

/** Records, durably and before the disk is touched, what is about to happen. */
export async function recordIntents(books: Books, jobs: readonly Job[]): Promise<void> {
  books.runs.transaction(() => {
    for (const {move, to, source, made} of jobs) {
      books.runs.intend(books.run, move.seq, {to, blake3: source.blake3, made})
    }
  })
  await books.journal.intend(jobs)
}

/** Names that others take from under us, one after another, before a file system is thought to mislead us. */
const MOST_TAKEN = 100

/**
 * Gives the files of an asset their new names, by link or by copy, one after the other; where a name was taken meanwhile,
 * all of them take the next number.
 */
export async function arriveTogether(
  books: Books,
  jobs: readonly Job[],
  reserved: Set<RawPath>,
): Promise<Failing | undefined> {
  for (let taken = 0; ; taken++) {
    const failing = await firstFailing(jobs, (job) => arrive(books, job))
    if (failing === undefined) return undefined
    if (errnoOf(failing.error) !== 'EEXIST' || taken === MOST_TAKEN) {
      return {...failing, error: await orRefusedName(failing.job, failing.error)}
    }
    const hindered =
      (await firstFailing(jobs, (job) => takeBack(books, job))) ?? (await chooseNames(books, jobs, reserved))
    if (hindered !== undefined) return hindered
    await recordIntents(books, jobs)
  }
}

async function arrive(books: Books, job: Job): Promise<void> {
  await makeDirectories(dirname(job.to))
  if (keepsSource(books, job.move)) await arriveByCopy(books, job)
  else await arriveByLink(books, job)
}

/** Of a file that is there, "no such file" means its new name: FAT and its kin take no colon. */
async function orRefusedName({move, to}: Job, error: unknown): Promise<unknown> {
  const refuses = ['ENOENT', 'EINVAL', 'EILSEQ'].includes(errnoOf(error) ?? '')
  if (!refuses || !(await lstatOf(move.from))) return error
  return new MediaStructError('NAME_REFUSED', `its new file system refuses the name ${toText(to)}`, {
    cause: error,
  })
}

async function arriveByLink(books: Books, job: Job): Promise<void> {
  let naming: Naming
  try {
    naming = await giveName(job.move.from, job.to, () => announcePlaceholder(books, job))
  } catch (error) {
    // The error decides, not the device numbers: bind mounts and subvolumes share them.
    if (errnoOf(error) !== 'EXDEV') throw error
    return await arriveByCopy(books, job)
  }
  job.arrival = naming
  job.target = job.source
}

async function arriveByCopy(books: Books, job: Job): Promise<void> {
  const part = partPath({...job.move, to: job.to})
  await copyToPart(job.move.from, part, job.source)
  try {
    const {dev, ino} = await lstat(toBytes(part), {bigint: true})
    await giveName(part, job.to, () => announcePlaceholder(books, job))
    job.arrival = 'copied'
    job.target = {device: dev, inode: ino}
  } finally {
    await unlink(toBytes(part)).catch(ignoreMissing)
  }
}

async function announcePlaceholder(books: Books, job: Job): Promise<void> {
  job.announced = true
  books.runs.setState(books.run, job.move.seq, 'intent', {code: 'placeholder'})
  await books.journal.note('placeholder', [job])
}

/** @throws MediaStructError CHANGED unless both names hold what was hashed */
export async function assertArrived(books: Books, job: Job): Promise<void> {
  if (isRemoval(books, job.move)) return
  if (job.arrival !== 'renamed') await assertSourceUntouched(books, job)
  const {source, target} = job
  const there = await lstatOf(job.to)
  const looksSame =
    there?.size === BigInt(source.size) && (job.arrival === 'copied' || there.mtimeNs === source.mtimeNs)
  if (target && looksSame && (await isIt(books, job.to, there, target, source))) return
  throw new MediaStructError('CHANGED', 'it changed while it was moved')
}

async function assertSourceUntouched(books: Books, {move, source}: Job): Promise<void> {
  const here = await lstatOf(move.from)
  const looksSame = here?.size === BigInt(source.size) && here.mtimeNs === source.mtimeNs
  if (looksSame && (await isIt(books, move.from, here, source, source))) return
  throw new MediaStructError('CHANGED', 'it changed while it was moved')
}

/** By its inode; where file systems make those up as they go (FUSE, some network ones), by its bytes. */
async function isIt(
  {hashes}: Books,
  path: RawPath,
  found: BigIntStats,
  expected: Identity,
  {blake3}: Fingerprint,
): Promise<boolean> {
  if (isSame({device: found.dev, inode: found.ino}, expected)) return true
  const [read] = await hashes.hashFiles([path])
  return read?.ok === true && read.hash === blake3
}

/** Takes the old name away: the last step, when the new one is durable. @throws MediaStructError CHANGED; errno errors */
export async function leave(books: Books, job: Job): Promise<void> {
  if (keepsSource(books, job.move) || job.arrival === 'renamed') return
  await assertSourceUntouched(books, job)
  await unlink(toBytes(job.move.from))
}

/**
 * Undoes whatever happened to a file so far: it is back under its old name, and only there.
 * @throws MediaStructError TAKE_BACK where neither is possible without risk: the file then lies under its new name
 */
export async function takeBack(books: Books, job: Job): Promise<void> {
  const removal = isRemoval(books, job.move)
  if (job.arrival === undefined && !removal) return
  await books.journal.note('back', [job])
  const here = await lstatOf(job.move.from)
  if (!here) await bringBack(books, job)
  else if (!removal) await dropNewName(books, job)
  await flushDirectories(removal ? [dirname(job.move.from)] : [dirname(job.move.from), dirname(job.to)])
  job.arrival = undefined
}

/** The old name is gone: gives it back first. */
async function bringBack(books: Books, job: Job): Promise<void> {
  const {move, to} = job
  await makeDirectories(dirname(move.from))
  try {
    if (isRemoval(books, move))
      throw Object.assign(new Error('a copy is made again by copying'), {code: 'EXDEV'})
    const naming = await giveName(to, move.from, () => announcePlaceholder(books, job))
    await flushDirectories([dirname(move.from)])
    if (naming === 'linked') await unlink(toBytes(to))
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw stuck(job, error)
    await copyBack(books, job)
  }
}

async function copyBack(books: Books, job: Job): Promise<void> {
  const {move, to, source} = job
  const there = await lstatOf(to)
  if (!there) throw stuck(job)
  const part = partPath({...move, to: move.from})
  const expected = {...source, device: there.dev, inode: there.ino, mtimeNs: there.mtimeNs}
  try {
    await copyToPart(to, part, expected)
    await giveName(part, move.from, () => announcePlaceholder(books, job))
  } catch (error) {
    throw stuck(job, error)
  } finally {
    await unlink(toBytes(part)).catch(ignoreMissing)
  }
  await flushDirectories([dirname(move.from)])
  if (!isRemoval(books, move)) await unlink(toBytes(to))
}

/** Both names are there: ours goes, if the old one is provably whole. */
async function dropNewName(books: Books, job: Job): Promise<void> {
  const {move, to, source, target} = job
  const there = await lstatOf(to)
  if (!there) return
  if (!target || !(await isIt(books, to, there, target, source))) return
  const [here] = await books.hashes.hashFiles([move.from])
  if (!here?.ok) throw unread(here)
  const isOneFile = job.arrival !== 'copied' && isSame(here, target)
  if (!isOneFile && here.hash !== source.blake3) throw stuck(job)
  await flushData([move.from])
  await unlink(toBytes(to))
  // Its gathering name is still there where taking that away was what failed.
  if (job.arrival === 'copied') await unlink(toBytes(partPath({...move, to}))).catch(ignoreMissing)
}

/** Something of ours that a move which is given up left behind: bytes that were gathered, an empty file with its name. */
export async function leavesDebris({move, to, announced}: Job): Promise<boolean> {
  for (const name of [to, move.from]) if (await lstatOf(partPath({...move, to: name}))) return true
  const there = announced && move.size > 0 ? await lstatOf(to) : undefined
  return there?.isFile() === true && there.size === 0n
}

/** Whether neither name may go, for what they hold differs: nobody but the user can tell then. */
export function isStuck(error: unknown): boolean {
  return error instanceof MediaStructError && error.code === 'TAKE_BACK' && error.cause === undefined
}

function unread(result: (HashResult & {ok: false}) | undefined): Error {
  return Object.assign(new Error(result?.message ?? 'it could not be read'), {code: result?.code ?? 'EIO'})
}

function stuck({move, to}: Job, cause?: unknown): MediaStructError {
  return new MediaStructError('TAKE_BACK', `it could not be taken back; its content lies at ${toText(to)}`, {
    hint: `Compare ${toText(move.from)} with ${toText(to)}.`,
    cause,
  })
}

function ignoreMissing(error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') throw error
}
