/** Writes an image to blank discs, by another program. */
import {pathFields, toText} from 'mediastruct'
import {eccFields} from '../ecc/shown.ts'
import {type Device, deviceNamed} from './device.ts'
import {type BurnImage, imageMade, imageNow} from './image.ts'
import type {MediaWriter, WriterOptions, Written} from './media-writer.ts'
import {assertTakes, eject, reload, sectorsOf, writeMedium} from './medium.ts'
import {type Writer, writerOf} from './writers.ts'

/** @throws MediaStructError NO_WRITER, BAD_DEVICE, NOT_BLANK, TOO_SMALL, NO_MEDIUM before an image is made; as `imageNow` */
export async function openDiscWriter(options: WriterOptions): Promise<MediaWriter> {
  const {host, target, volume, copy, from} = options
  const device = await deviceNamed(options.device)
  const writer = writerOf(target)
  const wanted = {...options, named: options.image}
  const made = from.length > 0 ? undefined : await imageMade(wanted)
  const sectors = made?.sectors ?? sectorsOf(volume.usedBytes)
  const free = await assertTakes(writer, device, sectors, host.signal)
  const now = made || from.length > 0 ? volume : await options.inOrder()
  const image = made ?? (await imageNow({...wanted, volume: now, copy}, free))
  return new DiscWriter({...options, volume: now}, writer, device, image)
}

class DiscWriter implements MediaWriter {
  readonly imageSha256: string
  readonly nextMedium = 'Put in another blank medium'
  readonly volume: WriterOptions['volume']
  readonly #options: WriterOptions
  readonly #writer: Writer
  readonly device: Device
  readonly #image: BurnImage

  constructor(options: WriterOptions, writer: Writer, device: Device, image: BurnImage) {
    this.volume = options.volume
    this.#options = options
    this.#writer = writer
    this.device = device
    this.#image = image
    this.imageSha256 = image.sha256
  }

  mediumFor(copy: string): string {
    return `Put a blank medium for ${this.volume.id}/${copy} into ${this.device.name}.`
  }

  async assertTakes(): Promise<void> {
    await assertTakes(this.#writer, this.device, this.#image.sectors, this.#options.host.signal)
  }

  async write(): Promise<Written> {
    const {host} = this.#options
    const {path, sectors, sectorBytes} = this.#image
    const progress = host.reporter.progress('writing the disc')
    progress.total(undefined, sectors * sectorBytes)
    const [writer, device] = [this.#writer, this.device]
    try {
      const reason = await writeMedium({writer, device, image: toText(path), progress, signal: host.signal})
      return {reason, failures: []}
    } finally {
      progress.end()
    }
  }

  async reload(): Promise<boolean> {
    return await reload(this.#writer, this.device)
  }

  async release(): Promise<void> {
    await eject(this.#writer, this.device)
  }

  fields(): {image: object; directory: null} {
    const {path, scratch, sha256, sectors, sectorBytes, ecc} = this.#image
    const where = scratch === undefined && pathFields('path', path)
    return {image: {...where, sha256, sectors, sectorBytes, ecc: eccFields(ecc)}, directory: null}
  }

  close(): void {
    this.#image.scratch?.remove()
  }
}
