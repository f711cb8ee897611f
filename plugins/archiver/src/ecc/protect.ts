/** Adds error correction to an image that was just written, and has it proved. */
import {stat} from 'node:fs/promises'
import {
  type Ecc,
  type EccFacts,
  type EccRoom,
  EXIT,
  MediaStructError,
  type OwnFile,
  type Progress,
  type RawPath,
  toBytes,
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

/**
 * The provider must find whole what it made, and what the host then reads is what gets its name.
 * @throws MediaStructError NO_ECC_ROOM, ECC_FAILED, OVER_CAPACITY, BAD_WRITE, BAD_ANSWER, INTERRUPTED
 */
export async function protectImage(options: ProtectOptions): Promise<ProtectedImage> {
  const {ecc, file, sectors, capacitySectors, inspect} = options
  const room = usefulRoom(ecc, sectors, capacitySectors)
  const behind = ecc.vitalSectors.find((sector) => sector >= sectors)
  if (behind !== undefined)
    throw failed(ecc, `it wants sector ${behind} remembered of an image of ${sectors} sectors`)
  let vital: Vital = []
  const bytes = await file.extend(async (image) => {
    await inspect(image)
    vital = await vitalOf(image, ecc.vitalSectors)
    const work = (label: string) => ({...options, image, bytes: room.sectors * BLOCK_BYTES, label})
    await withJob(work('adding error correction'), (job) => ecc.protect({...job, sectors, capacitySectors}))
    assertExtended(options, (await stat(toBytes(image))).size)
    const {state, detail} = await withJob(work('testing error correction'), (job) => ecc.check(job))
    if (state !== 'intact') throw failed(ecc, `what it made is not intact: ${detail}`)
  })
  assertExtended(options, bytes)
  return {sectors: bytes / BLOCK_BYTES, facts: factsOf(options, room, vital)}
}

function factsOf({ecc, version, sectors}: ProtectOptions, room: EccRoom, vital: Vital): EccFacts {
  const redundancyPercent = Number(room.redundancyPercent.toFixed(1))
  const facts = {name: ecc.name, version, imageSectors: sectors, redundancyPercent}
  return vital.length === 0 ? facts : {...facts, vital}
}

function assertExtended({ecc, sectors: before, capacitySectors}: ProtectOptions, bytes: number): void {
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
