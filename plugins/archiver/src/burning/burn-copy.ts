/** One copy is written and, where asked for, read back; whatever happens is remembered of this copy alone. */
import {
  type Catalog,
  Copies,
  type CopyChange,
  type Failure,
  type Host,
  MediaStructError,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {afterChange} from '../copies/changed.ts'
import {type Verified, verifyCopy} from '../verifying/verify-copy.ts'
import type {Device} from './device.ts'
import type {BurnImage} from './image.ts'
import {eject, reload, writeMedium} from './medium.ts'
import type {Writer} from './writers.ts'

export interface BurnOptions {
  readonly host: Host
  readonly catalog: Catalog
  readonly volume: VolumeRow
  readonly writer: Writer
  readonly device: Device
  readonly image: BurnImage
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
  const {volume, writer, device, image, verify} = options
  const recording = new Recording(options)
  const reason = await write(options)
  if (reason !== undefined) return await recording.failed(copy, reason)
  const burned = recording.copies.burned(volume, copy, {by: 'burn', image: image.sha256})
  await recording.tell(burned)
  if (!verify) {
    await eject(writer, device)
    return recording.result(copy)
  }
  return await readBack(options, copy, recording)
}

async function write({host, writer, device, image}: BurnOptions): Promise<string | undefined> {
  const progress = host.reporter.progress('writing the disc')
  progress.total(undefined, image.sectors * image.sectorBytes)
  try {
    return await writeMedium({writer, device, image: toText(image.path), progress, signal: host.signal})
  } finally {
    progress.end()
  }
}

async function readBack(
  {host, catalog, volume, writer, device}: BurnOptions,
  copy: string,
  recording: Recording,
): Promise<Burned> {
  if (!(await reload(writer, device))) {
    return recording.result(copy, {unread: `the drive ${device.name} did not take the disc in again`})
  }
  try {
    const verified = await verifyCopy({
      host,
      catalog,
      volume,
      copy,
      from: device.path,
      isDrive: true,
      by: 'burn',
    })
    await recording.tell(verified.change)
    await eject(writer, device)
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
    const {host, catalog, volume} = this.#options
    this.#errors.push(...(await afterChange(host, catalog, volume, change)))
  }

  async failed(copy: string, reason: string): Promise<Burned> {
    await this.tell(this.copies.failed(this.#options.volume, copy, {by: 'burn', reason}))
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
