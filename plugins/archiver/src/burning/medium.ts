/** One medium in a drive: looked at before a byte is written, written, ejected and loaded again. */
import {interrupted, MediaStructError, type Progress} from 'mediastruct'
import {BLOCK_BYTES} from '../imaging/blocks.ts'
import {assertEmptyFile, type Device, notBlank} from './device.ts'
import {lastLines, runWriter} from './run.ts'
import type {Writer} from './writers.ts'

/**
 * @param sectors that are to be written
 * @returns sectors that the medium takes
 * @throws MediaStructError NO_WRITER, NO_MEDIUM, NOT_BLANK, TOO_SMALL
 */
export async function assertTakes(
  writer: Writer,
  device: Device,
  sectors: number,
  signal: AbortSignal,
): Promise<number> {
  await assertEmptyFile(device)
  const {failure, printed} = await runWriter(writer, writer.mediumArguments(device.name), {signal})
  assertGoesOn(signal)
  const free = Number(writer.freePattern.exec(printed)?.[1])
  const status = writer.statusPattern.exec(printed)?.[1]
  if (status !== undefined && /\bis written\b|\bis closed\b|\bis appendable\b/.test(status))
    throw notBlank(device.name, status)
  if (failure !== undefined || !writer.blankPattern.test(printed) || !Number.isSafeInteger(free)) {
    const why = [failure ?? `it tells: ${status ?? 'nothing'}`, ...lastLines(printed)].join('\n  ')
    throw new MediaStructError(
      'NO_MEDIUM',
      `${writer.name} finds no blank medium in ${device.name}: ${why}`,
      {
        hint: 'Nothing was written. Put in a blank one, wait until the drive is ready, and begin again.',
      },
    )
  }
  if (sectors <= free) return free
  throw new MediaStructError(
    'TOO_SMALL',
    `The medium in ${device.name} takes ${free} sectors; the image has ${sectors}.`,
    {hint: 'Nothing was written. Put in a larger medium.'},
  )
}

export interface WriteOptions {
  readonly writer: Writer
  readonly device: Device
  readonly image: string
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** @returns why it failed, as a sentence without its subject; undefined: the writer says that all is written */
export async function writeMedium(options: WriteOptions): Promise<string | undefined> {
  const {writer, device, image, progress, signal} = options
  let shown = 0
  const report = (text: string) => {
    for (const [, megabytes] of text.matchAll(writer.progressPattern)) {
      const bytes = Number(megabytes) * (1 << 20)
      if (bytes <= shown) continue
      progress.add(0, bytes - shown)
      shown = bytes
    }
  }
  const {failure, printed} = await runWriter(writer, writer.writeArguments(device.name, image), {
    signal,
    report,
  })
  if (signal.aborted) return 'it was cancelled'
  return failure === undefined
    ? undefined
    : `${writer.name}: ${[failure, ...lastLines(printed)].join('\n  ')}`
}

/** Whatever the drive still remembers of what it wrote is gone after this. @returns whether the disc is in again */
export async function reload(writer: Writer, device: Device): Promise<boolean> {
  if (!device.isDrive) return true
  await eject(writer, device)
  const {failure, printed} = await runWriter(writer, writer.mediumArguments(device.name))
  return failure === undefined && writer.statusPattern.test(printed)
}

export async function eject(writer: Writer, device: Device): Promise<void> {
  if (device.isDrive) await runWriter(writer, writer.ejectArguments(device.name))
}

export function sectorsOf(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES)
}

/** @throws MediaStructError INTERRUPTED */
export function assertGoesOn(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted('nothing was written')
}
