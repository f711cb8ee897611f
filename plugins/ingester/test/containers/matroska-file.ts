/** Matroska and WebM files in memory. */

/** As the tables of elements write it. */
function idBytes(id: number): Buffer {
  const hex = id.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
}

/** A size in eight bytes, as programs write them that come back to fill them in. */
function sizeBytes(size: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(size))
  bytes[0] = 1
  return bytes
}

export function element(id: number, ...payload: (Uint8Array | string)[]): Buffer {
  const body = Buffer.concat(payload.map((part) => Buffer.from(part)))
  return Buffer.concat([idBytes(id), sizeBytes(body.length), body])
}

/** An element whose size nobody knew when it was begun. */
export function unsized(id: number, ...payload: Uint8Array[]): Buffer {
  return Buffer.concat([idBytes(id), Buffer.from([0xff]), ...payload])
}

export function ebml(docType: string): Buffer {
  return element(0x1a45dfa3, element(0x4282, docType))
}

export function segment(...parts: Uint8Array[]): Buffer {
  return element(0x18538067, ...parts)
}

/** @param nanoseconds since 2001 UTC */
export function info(nanoseconds: bigint): Buffer {
  const date = Buffer.alloc(8)
  date.writeBigInt64BE(nanoseconds)
  return element(0x1549a966, element(0x2ad7b1, Buffer.from([15, 66, 64])), element(0x4461, date))
}

export function tags(texts: Readonly<Record<string, string>>): Buffer {
  const simple = Object.entries(texts).map(([name, text]) =>
    element(0x67c8, element(0x45a3, name), element(0x4487, text)),
  )
  return element(0x1254c367, element(0x7373, element(0x63c0), ...simple))
}

/** Picture and sound. */
export function cluster(bytes: number): Buffer {
  return element(0x1f43b675, element(0xe7, Buffer.from([0])), element(0xa3, Buffer.alloc(bytes)))
}

/** @param targets ids of parts, and where they begin, in bytes from the segment's first */
export function seekHead(targets: readonly (readonly [id: number, position: number])[]): Buffer {
  const seeks = targets.map(([id, position]) => {
    const at = Buffer.alloc(8)
    at.writeBigUInt64BE(BigInt(position))
    return element(0x4dbb, element(0x53ab, idBytes(id)), element(0x53ac, at))
  })
  return element(0x114d9b74, ...seeks)
}
