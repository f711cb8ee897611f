/** The start of a JPEG as a camera writes it: an EXIF block (CIPA DC-008) with the camera's maker and model. */

const [MAKE, MODEL] = [0x010f, 0x0110]
const ASCII = 2
/** Bytes of the TIFF header and of a directory with two tags; the texts come behind it. */
const HEADER = 8
const TEXTS = HEADER + 2 + 2 * 12 + 4

/** A text that is empty is left out of the directory's count, but keeps its place. */
export function picture(make: string, model: string): Uint8Array {
  const [first, second] = [Buffer.from(`${make}\0\0\0\0`), Buffer.from(`${model}\0\0\0\0`)]
  const tags = [tag(MAKE, make, first, TEXTS), tag(MODEL, model, second, TEXTS + first.length)].flat()
  const count = Buffer.from([tags.length, 0])
  const directory = Buffer.alloc(TEXTS - HEADER)
  Buffer.concat([count, ...tags]).copy(directory)
  const tiff = Buffer.concat([Buffer.from([0x49, 0x49, 42, 0, HEADER, 0, 0, 0]), directory, first, second])
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment(tiff), Buffer.from([0xff, 0xd9])])
}

function tag(id: number, text: string, bytes: Uint8Array, at: number): Buffer[] {
  if (text === '') return []
  const entry = Buffer.alloc(12)
  entry.writeUInt16LE(id, 0)
  entry.writeUInt16LE(ASCII, 2)
  entry.writeUInt32LE(bytes.length, 4)
  entry.writeUInt32LE(at, 8)
  return [entry]
}

function segment(tiff: Uint8Array): Buffer {
  const payload = Buffer.concat([Buffer.from('Exif\0\0'), tiff])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(payload.length + 2, 2)
  return Buffer.concat([head, payload])
}
