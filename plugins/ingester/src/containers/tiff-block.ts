/** A small TIFF structure that holds only what was picked from a large one, for exifr to parse. */
import {TAG, type TiffEntry, type TiffParts} from './tiff.ts'

const HEADER_BYTES = 8
const ENTRY_BYTES = 12
const LONG = 4

type Picked = Pick<TiffParts, 'little' | 'main' | 'exif' | 'gps'>

/** Classic TIFF, whatever it was picked from: main directory, Exif directory, GPS directory, then their longer values. */
export function tiffBlock({little, main, exif, gps}: Picked): Uint8Array {
  const exifAt = HEADER_BYTES + directoryBytes(main.length + 2)
  const gpsAt = exifAt + directoryBytes(exif.length)
  const writer = new Writer(little, gpsAt + directoryBytes(gps.length))
  writer.header()
  const pointers = [writer.pointer(TAG.exif, exifAt), writer.pointer(TAG.gps, gpsAt)]
  writer.directory(HEADER_BYTES, [...main, ...pointers])
  writer.directory(exifAt, exif)
  writer.directory(gpsAt, gps)
  return writer.whole([...main, ...exif, ...gps])
}

function directoryBytes(entries: number): number {
  return 2 + entries * ENTRY_BYTES + 4
}

class Writer {
  readonly #little: boolean
  readonly #directories: DataView<ArrayBuffer>
  /** Where the next longer value goes. */
  #valueAt: number

  constructor(little: boolean, directoriesBytes: number) {
    this.#little = little
    this.#directories = new DataView(new ArrayBuffer(directoriesBytes))
    this.#valueAt = directoriesBytes
  }

  header(): void {
    this.#directories.setUint16(0, this.#little ? 0x4949 : 0x4d4d)
    this.#directories.setUint16(2, 42, this.#little)
    this.#directories.setUint32(4, HEADER_BYTES, this.#little)
  }

  pointer(tag: number, position: number): TiffEntry {
    const value = new DataView(new ArrayBuffer(4))
    value.setUint32(0, position, this.#little)
    return {tag, type: LONG, count: 1, value: new Uint8Array(value.buffer)}
  }

  directory(position: number, entries: readonly TiffEntry[]): void {
    const view = this.#directories
    view.setUint16(position, entries.length, this.#little)
    for (const [index, {tag, type, count, value}] of entries.entries()) {
      const at = position + 2 + index * ENTRY_BYTES
      view.setUint16(at, tag, this.#little)
      view.setUint16(at + 2, type, this.#little)
      view.setUint32(at + 4, count, this.#little)
      if (value.length <= 4) new Uint8Array(view.buffer).set(value, at + 8)
      else {
        view.setUint32(at + 8, this.#valueAt, this.#little)
        this.#valueAt += value.length
      }
    }
  }

  /** The directories, and the longer values in the order in which they were met. */
  whole(entries: readonly TiffEntry[]): Uint8Array {
    const long = entries.map(({value}) => value).filter(({length}) => length > 4)
    return Buffer.concat([new Uint8Array(this.#directories.buffer), ...long])
  }
}
