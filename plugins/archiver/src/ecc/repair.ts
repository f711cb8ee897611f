/** Repairs copies of damaged images by the error correction that they carry: never the images themselves. */
import {stat} from 'node:fs/promises'
import {
  type Ecc,
  type EccState,
  errnoOf,
  fromText,
  join,
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

export interface RepairOptions {
  readonly eccs: readonly Ecc[]
  /** Takes the copy, which is as large as the image. */
  readonly scratch: ScratchDirectory
  /** Sectors that the images of the volume have at most, where that is known: a drive reads on behind them. */
  readonly mostSectors: number | undefined
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
    const {size} = await stat(toBytes(repaired))
    const work = {image: repaired, bytes: size, label: 'repairing the image', ...options}
    const {state, detail} = await withJob(work, (job) => ecc.repair(job))
    if (state !== 'none') return {path, repaired, ecc: ecc.name, state, detail}
    options.scratch.drop(copy)
  }
  return undefined
}

/** What can't be read is told by what stands in its place. */
async function copyOf(
  path: RawPath,
  copy: RawPath,
  ecc: Ecc,
  {scratch, mostSectors, progress, signal}: RepairOptions,
): Promise<void> {
  const {size} = await stat(toBytes(path))
  const end = Math.min(size > 0 ? size : Number.POSITIVE_INFINITY, bytesOf(mostSectors))
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

function bytesOf(sectors: number | undefined): number {
  return sectors === undefined ? Number.POSITIVE_INFINITY : sectors * BLOCK_BYTES
}
