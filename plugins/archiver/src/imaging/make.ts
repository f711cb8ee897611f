/** Makes an image: by another program, under our own name only once every file was read back from it. */

import {statSync} from 'node:fs'
import {stat, statfs} from 'node:fs/promises'
import {
  dirname,
  type Ecc,
  type EccFacts,
  EXIT,
  formatBytes,
  MediaStructError,
  makeScratch,
  type OwnFile,
  type Progress,
  type RawPath,
  toBytes,
  toText,
} from 'mediastruct'
import {protectImage} from '../ecc/protect.ts'
import {usefulRoom} from '../ecc/room.ts'
import {BLOCK_BYTES} from './blocks.ts'
import {compareImage, type Difference} from './compare.ts'
import {dateDirectories, type ImageContent, layOut} from './content.ts'
import {openImage} from './image.ts'
import type {Imager} from './imagers.ts'
import {assertNotInterrupted, imagerVersion, printedSectors, type RunOptions, runImager} from './run.ts'

export interface MakeImageOptions {
  readonly imager: Imager
  readonly contents: readonly ImageContent[]
  /** Volume identifier. */
  readonly label: string
  /** Sectors of the medium. */
  readonly capacitySectors: number
  /** What to do where the image would have so many sectors, which are too many; whole sentences. */
  readonly tooLarge: (sectors: number) => string
  /** Error correction that the image gets; undefined: none. */
  readonly ecc?: Ecc | undefined
  readonly path: RawPath
  /** Opens the file that the image is written to: called when nothing stands in the way any more. */
  readonly open: () => Promise<OwnFile>
  readonly progress: (label: string, totalBytes: number) => Progress
  readonly signal?: AbortSignal | undefined
}

export interface MadeImage {
  /** Lower-case hex. */
  readonly sha256: string
  /** With its error correction. */
  readonly sectors: number
  readonly version: string
  readonly ecc?: EccFacts | undefined
}

/** What was found wrong in an image when it was read back; there is no image then. */
export class ImageDiffers extends MediaStructError {
  readonly differences: readonly Difference[]

  constructor(imager: Imager, differences: readonly Difference[]) {
    super(
      'IMAGE_DIFFERS',
      `What ${imager.name} wrote is not what should be in the image; there is no image.`,
      {
        hint: 'Check the files that are named: the volume may be damaged where it lies. Then make the image again.',
        exitCode: EXIT.findings,
      },
    )
    this.differences = differences
  }
}

/**
 * @throws MediaStructError NO_IMAGER, IMAGER_FAILED, OVER_CAPACITY, NO_SPACE, NOT_OURS, BAD_WRITE, INTERRUPTED, and with
 *   error correction NO_ECC, NO_ECC_ROOM, ECC_FAILED; ImageDiffers
 */
export async function makeImage(options: MakeImageOptions): Promise<MadeImage> {
  const {imager, contents, label, signal, capacitySectors, ecc} = options
  const scratch = makeScratch()
  try {
    const run = {home: scratch.path, signal}
    const version = await imagerVersion(imager, run)
    const eccVersion = await ecc?.version()
    const tree = layOut(scratch, contents)
    dateDirectories(scratch, contents, (path) => statSync(toBytes(path), {throwIfNoEntry: false})?.mtimeMs)
    const planned = await printedSectors(imager, tree, label, run)
    assertFits(planned, options)
    const room = ecc && usefulRoom(ecc, planned, capacitySectors)
    await assertRoom(options.path, (room?.sectors ?? planned) * BLOCK_BYTES)
    const file = await options.open()
    try {
      const written = await writeImage(options, tree, planned, file, run)
      const inspect = (part: RawPath) => assertReadsBack(part, options)
      if (!ecc) return {sha256: await file.commit(inspect), sectors: written, version}
      const extending = {...options, ecc, version: eccVersion ?? 'unknown', file, sectors: written, inspect}
      const {sectors, facts} = await protectImage(extending)
      return {sha256: await file.commit(inspect), sectors, version, ecc: facts}
    } finally {
      await file.abort()
    }
  } finally {
    scratch.remove()
  }
}

async function writeImage(
  options: MakeImageOptions,
  tree: string,
  planned: number,
  file: OwnFile,
  run: RunOptions,
): Promise<number> {
  const {imager, label, capacitySectors, progress} = options
  const shown = progress('writing the image', planned * BLOCK_BYTES)
  let bytes = 0
  try {
    await runImager(imager, imager.arguments(tree, label), run, async (chunk) => {
      bytes += chunk.length
      if (bytes > capacitySectors * BLOCK_BYTES) assertFits(Math.ceil(bytes / BLOCK_BYTES), options)
      await file.write(chunk)
      shown.add(0, chunk.length)
    })
  } finally {
    shown.end()
  }
  return Math.ceil(bytes / BLOCK_BYTES)
}

/** @throws ImageDiffers, MediaStructError INTERRUPTED */
async function assertReadsBack(
  part: RawPath,
  {imager, contents, progress, signal}: MakeImageOptions,
): Promise<void> {
  const image = await openImage(part, {fileSystem: imager.fileSystem})
  const shown = progress(
    'reading it back',
    contents.reduce((sum, {size}) => sum + size, 0),
  )
  try {
    const differences = await compareImage(image, contents, {
      signal,
      read: ({size}) => shown.add(1, size),
    })
    assertNotInterrupted(signal)
    if (differences.length > 0) throw new ImageDiffers(imager, differences)
  } finally {
    shown.end()
    await image.close()
  }
}

/** @throws MediaStructError OVER_CAPACITY */
function assertFits(sectors: number, {capacitySectors, tooLarge}: MakeImageOptions): void {
  if (sectors <= capacitySectors) return
  throw new MediaStructError(
    'OVER_CAPACITY',
    `The image would have ${sectors} sectors; the medium has ${capacitySectors}.`,
    {hint: tooLarge(sectors)},
  )
}

/** @throws MediaStructError NO_SPACE */
export async function assertRoom(path: RawPath, bytes: number): Promise<void> {
  const directory = toBytes(dirname(path))
  if (!(await stat(directory).catch(() => undefined))) return
  const {bavail, bsize} = await statfs(directory, {bigint: true})
  const free = Number(bavail * bsize)
  if (bytes <= free) return
  throw new MediaStructError(
    'NO_SPACE',
    `${toText(dirname(path))} has ${formatBytes(free)} free; the image takes ${formatBytes(bytes)}.`,
    {hint: 'Name a file on a larger disk.'},
  )
}
