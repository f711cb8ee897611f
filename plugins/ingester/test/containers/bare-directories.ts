/** Exif directories that makers store without a header. */

/** Casio's: big-endian, from the eleventh byte; offsets count from the first. @param date of the shutter */
export function casioDirectory(date: string): Buffer {
  const directory = Buffer.alloc(12 + 18 + 18 + 20)
  directory.write('QVMI0100')
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    directory.writeUInt16BE(1, at)
    directory.writeUInt16BE(tag, at + 2)
    directory.writeUInt16BE(type, at + 4)
    directory.writeUInt32BE(count, at + 6)
    directory.writeUInt32BE(value, at + 10)
  }
  entry(10, 0x8769, 4, 1, 28)
  entry(28, 0x9003, 2, 20, 46)
  directory.write(date, 46)
  return directory
}

/** Little-endian, from the first byte on. */
export function littleDirectory(date: string): Buffer {
  const directory = Buffer.alloc(18 + 20)
  directory.writeUInt16LE(1)
  directory.writeUInt16LE(0x9003, 2)
  directory.writeUInt16LE(2, 4)
  directory.writeUInt32LE(20, 6)
  directory.writeUInt32LE(18, 10)
  directory.write(date, 18)
  return directory
}
