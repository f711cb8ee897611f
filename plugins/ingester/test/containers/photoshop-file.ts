/** Photoshop's resources in memory, and IPTC records, which they wrap. */

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function even(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)])
}

export function resource(number: number, name: string, data: Uint8Array): Buffer {
  const pascal = even(Buffer.from([name.length, ...Buffer.from(name)]))
  return Buffer.concat([
    Buffer.from('8BIM'),
    Buffer.from([number >> 8, number & 255]),
    pascal,
    u32(data.length),
    even(data),
  ])
}

/** A data set of an IPTC record. */
export function dataSet(record: number, number: number, value: string): Buffer {
  return Buffer.concat([Buffer.from([0x1c, record, number, 0, value.length]), Buffer.from(value, 'latin1')])
}
