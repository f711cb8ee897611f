/** Repairs copies of damaged images by the error correction that they carry: never the images themselves. */
import {stat} from 'node:fs/promises'
import {
  type Ecc,
  type EccState,
  errnoOf,
  fromText,
  type ImageFacts,
  join,
  type MediaStructError,
  openPastCache,
  type Progress,
  type RawPath,
  type ScratchDirectory,
  toBytes,
} from 'mediastruct'
import {BLOCK_BYTES} from '../imaging/blocks.ts'
import {assertRoom} from '../imaging/make.ts'
import {assertNotInterrupted} from '../imaging/run.ts'
import {withJob} from './job.ts'
import {putBack} from './vital.ts'

export interface RepairOptions {
  readonly eccs: readonly Ecc[]
  /** Takes the copy, which is as large as the image. */
  readonly scratch: ScratchDirectory
  /** Images that were made of the volume. */
  readonly images: readonly ImageFacts[]
  /** Is told of what can't be repaired because what repairs fails: the files that are good are taken all the same. */
  readonly failed: (error: MediaStructError) => void
  readonly progress: (label: string, totalBytes: number) => Progress
  readonly signal: AbortSignal
}

export interface RepairedImage {
  /** The damaged one. */
  readonly path: RawPath
  /** The copy, as good as it could be made. */
  readonly repaired: RawPath
  readonly ecc: string
  readonly state: Exclude<EccState['state'], 'none'>
  readonly detail: string
}

/** A drive that can't read this many sectors on end reads nothing any more. */
const GIVEN_UP = 16_384
const CHUNK_BYTES = 1 << 20

/**
 * @param path of an image, or a drive
 * @returns undefined where no error correction is recognized in it
 * @throws MediaStructError NO_SPACE, INTERRUPTED, ECC_FAILED, NO_ECC; the system call's error
 */
export async function repairedCopy(
  path: RawPath,
  number: number,
  options: RepairOptions,
): Promise<RepairedImage | undefined> {
  for (const ecc of options.eccs) {
    await ecc.version()
    const copy = fromText(`repaired-${number}.iso`)
    await copyOf(path, copy, ecc, options)
    const repaired = join(fromText(options.scratch.path), copy)
    const {state, detail} = await repair(ecc, copy, options)
    if (state !== 'none') return {path, repaired, ecc: ecc.name, state, detail}
    options.scratch.drop(copy)
  }
  return undefined
}

/** Where nothing is recognized, the sectors that it is recognized by may be those that are lost. */
async function repair(
  ecc: Ecc,
  copy: RawPath,
  {scratch, images, ...shown}: RepairOptions,
): Promise<EccState> {
  const image = join(fromText(scratch.path), copy)
  const {size} = await stat(toBytes(image))
  const work = {image, bytes: size, label: 'repairing the image', ...shown}
  let found = await withJob(work, (job) => ecc.repair(job))
  for (const {ecc: carried} of images) {
    if (found.state !== 'none') return found
    if (carried?.name !== ecc.name || !carried.vital) continue
    putBack(carried.vital, copy, scratch)
    found = await withJob(work, (job) => ecc.repair(job))
  }
  return found
}

/** What can't be read is told by what stands in its place. */
async function copyOf(
  path: RawPath,
  copy: RawPath,
  ecc: Ecc,
  {scratch, images, progress, signal}: RepairOptions,
): Promise<void> {
  const {size} = await stat(toBytes(path))
  const end = Math.min(size > 0 ? size : Number.POSITIVE_INFINITY, longestOf(images, ecc))
  const known = Number.isFinite(end) ? end : 0
  await assertRoom(join(fromText(scratch.path), copy), known)
  const shown = progress('copying the image', known)
  const source = await openPastCache(path)
  const buffer = Buffer.alloc(CHUNK_BYTES)
  scratch.append(copy, new Uint8Array())
  try {
    for (let [done, lost] = [0, 0]; done < end && lost < GIVEN_UP; ) {
      assertNotInterrupted(signal)
      const bytes = await source.read(buffer, 0, Math.min(CHUNK_BYTES, end - done), done).then(
        ({bytesRead}) => bytesRead,
        (error: unknown) => {
          if (errnoOf(error) !== 'EIO') throw error
          return undefined
        },
      )
      if (bytes === 0) return
      lost = bytes === undefined ? lost + 1 : 0
      const chunk = bytes === undefined ? ecc.standIn(done / BLOCK_BYTES) : buffer.subarray(0, bytes)
      scratch.append(copy, chunk)
      shown.add(0, chunk.length)
      if (bytes === undefined) shown.errors(1)
      done += chunk.length
    }
  } finally {
    shown.end()
    await source.close()
  }
}

/**
 * Bytes of the longest: a drive reads on behind what was written. A disc doesn't tell of the image that it was made from:
 * where none that is known carries that error correction, the one that does may be longer than all of them.
 */
function longestOf(images: readonly ImageFacts[], {name}: Ecc): number {
  if (!images.some((image) => image.ecc?.name === name)) return Number.POSITIVE_INFINITY
  return Math.max(...images.map(({sectors, sectorBytes}) => sectors * sectorBytes))
}
