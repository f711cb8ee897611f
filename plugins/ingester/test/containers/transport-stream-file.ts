/** Films of AVCHD camcorders in memory: packets, a video stream, and the packs that tell its clock. */

const PACKET_BYTES = 188

/** @param payload of at most 184 bytes; shorter ones are filled up before them, as the standard has it */
function packet(id: number, isStart: boolean, payload: Uint8Array): Buffer {
  const space = PACKET_BYTES - 4 - payload.length
  const header = Buffer.from([0x47, (isStart ? 0x40 : 0) | (id >> 8), id & 255, space > 0 ? 0x30 : 0x10])
  const filling = Buffer.alloc(space, 0xff)
  if (space > 0) filling[0] = space - 1
  if (space > 1) filling[1] = 0
  return Buffer.concat([header, filling, payload])
}

/** An elementary packet of `stream`, in as many transport packets as it takes. */
export function packets(id: number, streamId: number, stream: Uint8Array): Buffer[] {
  const header = Buffer.from([0, 0, 1, streamId, 0, 0, 0x80, 0x80, 5, 0x21, 0, 1, 0, 1])
  const bytes = Buffer.concat([header, stream])
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 184)
    parts.push(packet(id, at === 0, bytes.subarray(at, at + 184)))
  return parts
}

/** @param stride 192 puts four bytes of time before each packet */
export function transportStream(stride: 188 | 192, ...all: Uint8Array[]): Buffer {
  return Buffer.concat(all.map((one) => Buffer.concat([Buffer.alloc(stride - PACKET_BYTES, 7), one])))
}

const START_CODE = Buffer.from([0, 0, 0, 1])

/** A unit of an H.264 stream; threes are put in where zeros would make a start code. */
export function unit(type: number, bytes: Uint8Array): Buffer {
  const escaped: number[] = []
  let zeros = 0
  for (const byte of bytes) {
    if (zeros >= 2 && byte <= 3) {
      escaped.push(3)
      zeros = 0
    }
    escaped.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Buffer.concat([START_CODE, Buffer.from([type, ...escaped])])
}

/** A message of user data that no standard registers, among others. */
export function sei(data: Uint8Array): Buffer {
  const sizes = [...Array<number>(Math.floor(data.length / 255)).fill(255), data.length % 255]
  return unit(6, Buffer.concat([Buffer.from([1, 2, 9, 9, 5, ...sizes]), data, Buffer.from([0x80])]))
}

/** @param packs a number and four bytes each */
export function mdpm(packs: Readonly<Record<number, readonly number[]>>): Buffer {
  const list = Object.entries(packs)
  const bytes = list.flatMap(([number, values]) => [Number(number), ...values])
  const name = Buffer.concat([Buffer.from('17ee8c60f84d11d98cd60800200c9a66', 'hex'), Buffer.from('MDPM')])
  return Buffer.concat([name, Buffer.from([list.length, ...bytes])])
}
