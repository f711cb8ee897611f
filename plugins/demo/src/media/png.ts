/** A grey picture that says nothing about when it was made: a scanned page. */
import {crc32, deflateSync} from 'node:zlib'

/** @param shade grey, 0–255, of a pixel */
export function encodePng(
  width: number,
  height: number,
  shade: (x: number, y: number) => number,
): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits of grey; deflate, adaptive filtering, no interlace.
  header.writeUInt8(8, 8)
  const rows = Array.from({length: height}, (_, y) =>
    // Each row begins with its filter: none.
    Buffer.from([0, ...Array.from({length: width}, (_, x) => shade(x, y))]),
  )
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
