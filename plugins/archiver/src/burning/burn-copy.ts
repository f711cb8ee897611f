/** One copy is written and, where asked for, read back; whatever happens is remembered of this copy alone. */
import {type Catalog, Copies, type CopyChange, type Failure, type Host, MediaStructError} from 'mediastruct'
import {afterChange} from '../copies/changed.ts'
import {readCopy, rememberReading, type Verified} from '../verifying/verify-copy.ts'
import type {MediaWriter} from './media-writer.ts'

export interface BurnOptions {
  readonly host: Host
  readonly catalog: Catalog
  readonly writer: MediaWriter
  readonly verify: boolean
}

export interface Burned {
  readonly copy: string
  /** Why it is no good, as a sentence without its subject. */
  readonly reason: string | undefined
  readonly verified: Verified | undefined
  /** It was written, and could not be read back now. */
  readonly unread: string | undefined
  readonly errors: readonly Failure[]
}

/** What was to be read back and can't even be told for the volume was not written well. */
const NOT_WRITTEN = new Set(['UNREADABLE_DISC', 'WRONG_DISC', 'NO_SOURCE'])

export async function burnCopy(options: BurnOptions, copy: string): Promise<Burned> {
  const {writer, verify} = options
  const recording = new Recording(options)
  const {reason, failures} = await writer.write()
  recording.failures(failures)
  if (reason !== undefined) return await recording.failed(copy, reason)
  const burned = recording.copies.burned(writer.volume, copy, {by: 'burn', image: writer.imageSha256})
  await recording.tell(burned)
  if (!verify) {
    await writer.release()
    return recording.result(copy)
  }
  return await readBack(options, copy, recording)
}

async function readBack(
  {host, catalog, writer}: BurnOptions,
  copy: string,
  recording: Recording,
): Promise<Burned> {
  const {volume, device} = writer
  if (!(await writer.reload())) {
    return recording.result(copy, {unread: `the drive ${device.name} did not take the disc in again`})
  }
  try {
    const reading = {host, catalog, volume, copy, from: device.path, isDrive: true}
    const verified = await rememberReading(reading, await readCopy(reading), 'burn')
    await recording.tell(verified.change)
    await writer.release()
    return recording.result(copy, {verified})
  } catch (error) {
    if (!(error instanceof MediaStructError)) throw error
    if (NOT_WRITTEN.has(error.code)) return await recording.failed(copy, error.message)
    return recording.result(copy, {unread: error.message})
  }
}

/** What was recorded of a copy, and what went wrong in telling of it. */
class Recording {
  readonly copies: Copies
  readonly #options: BurnOptions
  readonly #errors: Failure[] = []

  constructor(options: BurnOptions) {
    this.#options = options
    this.copies = new Copies(options.catalog.db)
  }

  async tell(change: CopyChange): Promise<void> {
    const {host, catalog, writer} = this.#options
    this.#errors.push(...(await afterChange(host, catalog, writer.volume, change)))
  }

  failures(failures: readonly Failure[]): void {
    this.#errors.push(...failures)
  }

  async failed(copy: string, reason: string): Promise<Burned> {
    await this.tell(this.copies.failed(this.#options.writer.volume, copy, {by: 'burn', reason}))
    return {...this.result(copy), reason}
  }

  result(copy: string, found: Partial<Pick<Burned, 'verified' | 'unread'>> = {}): Burned {
    return {
      copy,
      reason: undefined,
      verified: undefined,
      unread: undefined,
      ...found,
      errors: this.#errors,
    }
  }
}
