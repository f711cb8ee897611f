/** Adds error correction to an image that was just written, and has it proved. */
import {
  type Ecc,
  type EccFacts,
  type EccRoom,
  EXIT,
  MediaStructError,
  type OwnFile,
  type Progress,
  type RawPath,
} from 'mediastruct'
import {BLOCK_BYTES} from '../imaging/blocks.ts'
import {withJob} from './job.ts'
import {usefulRoom} from './room.ts'
import {type Vital, vitalOf} from './vital.ts'

export interface ProtectOptions {
  readonly ecc: Ecc
  /** As the provider told it. */
  readonly version: string
  readonly file: OwnFile
  /** Of the image as it is. */
  readonly sectors: number
  readonly capacitySectors: number
  /** Is shown the image before anything is added. */
  readonly inspect: (part: RawPath) => Promise<void>
  readonly progress: (label: string, totalBytes: number) => Progress
  readonly signal?: AbortSignal | undefined
}

export interface ProtectedImage {
  /** With the error correction. */
  readonly sectors: number
  readonly facts: EccFacts
}

/** @throws MediaStructError NO_ECC_ROOM, ECC_FAILED, OVER_CAPACITY, BAD_WRITE, BAD_ANSWER, INTERRUPTED */
export async function protectImage(options: ProtectOptions): Promise<ProtectedImage> {
  const {ecc, file, sectors, capacitySectors, inspect} = options
  const room = usefulRoom(ecc, sectors, capacitySectors)
  const shown = {bytes: room.sectors * BLOCK_BYTES, progress: options.progress, signal: options.signal}
  let vital: Vital = []
  const bytes = await file.extend(async (image) => {
    await inspect(image)
    vital = await vitalOf(image, ecc.vitalSectors)
    await withJob({image, label: 'adding error correction', ...shown}, (job) =>
      ecc.protect({...job, sectors, capacitySectors}),
    )
  })
  assertExtended(ecc, bytes, sectors, capacitySectors)
  return {sectors: bytes / BLOCK_BYTES, facts: factsOf(options, room, vital)}
}

function factsOf({ecc, version, sectors}: ProtectOptions, room: EccRoom, vital: Vital): EccFacts {
  const redundancyPercent = Number(room.redundancyPercent.toFixed(1))
  const facts = {name: ecc.name, version, imageSectors: sectors, redundancyPercent}
  return vital.length === 0 ? facts : {...facts, vital}
}

/** The provider must find whole what it made. @throws MediaStructError ECC_FAILED, INTERRUPTED */
export async function assertIntact(
  {ecc, progress, signal}: Pick<ProtectOptions, 'ecc' | 'progress' | 'signal'>,
  image: RawPath,
  sectors: number,
): Promise<void> {
  const work = {image, bytes: sectors * BLOCK_BYTES, label: 'testing error correction', progress, signal}
  const {state, detail} = await withJob(work, (job) => ecc.check(job))
  if (state !== 'intact') throw failed(ecc, `what it made is not intact: ${detail}`)
}

function assertExtended(ecc: Ecc, bytes: number, before: number, capacitySectors: number): void {
  const sectors = bytes / BLOCK_BYTES
  if (!Number.isInteger(sectors))
    throw failed(ecc, `it left an image of ${bytes} bytes, which are no whole sectors`)
  if (sectors <= before) throw failed(ecc, 'it added nothing')
  if (sectors <= capacitySectors) return
  throw new MediaStructError(
    'OVER_CAPACITY',
    `"${ecc.name}" made an image of ${sectors} sectors; the medium has ${capacitySectors}. There is no image.`,
    {hint: 'Make the image without (--ecc none).', exitCode: EXIT.findings},
  )
}

function failed(ecc: Ecc, why: string): MediaStructError {
  return new MediaStructError('ECC_FAILED', `The error correction "${ecc.name}" failed: ${why}.`, {
    hint: 'Nothing was left under the name of the image, and the volume is as it was.',
    exitCode: EXIT.findings,
  })
}
