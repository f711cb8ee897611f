/** Windows Media files in memory. */

export const GUID = {
  header: '3026b2758e66cf11a6d900aa0062ce6c',
  fileProperties: 'a1dcab8c47a9cf118ee400c00c205365',
  extendedContent: '40a4d0d207e3d21197f000a0c95ea850',
  data: '3626b2758e66cf11a6d900aa0062ce6c',
  xmp: 'cbcf7abea997e8429c71999491e3afac',
} as const

export function asfObject(guid: string, ...payload: Uint8Array[]): Buffer {
  const body = Buffer.concat(payload)
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(body.length + 24))
  return Buffer.concat([Buffer.from(guid, 'hex'), size, body])
}

export function asfHeader(...objects: Uint8Array[]): Buffer {
  const counts = Buffer.from([objects.length, 0, 0, 0, 1, 2])
  return asfObject(GUID.header, counts, ...objects)
}

/** Hundreds of nanoseconds since 1601. @param utcSeconds since 1970 */
export function filetime(utcSeconds: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE((BigInt(utcSeconds) + 11_644_473_600n) * 10_000_000n + 9_999_999n)
  return bytes
}

export function fileProperties(created: Uint8Array): Buffer {
  return asfObject(GUID.fileProperties, Buffer.alloc(24), created, Buffer.alloc(48))
}

/** @param type 0 for text, 4 for a number of eight bytes */
export function descriptors(...list: readonly {name: string; type: number; value: Uint8Array}[]): Buffer {
  const u16 = (value: number) => Buffer.from([value & 255, value >> 8])
  const parts = list.map(({name, type, value}) => {
    const text = Buffer.from(`${name}\0`, 'utf16le')
    return Buffer.concat([u16(text.length), text, u16(type), u16(value.length), value])
  })
  return asfObject(GUID.extendedContent, u16(list.length), ...parts)
}
