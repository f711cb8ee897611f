/** Reading numbers and signatures out of bytes; beyond the end is 0 or empty, never a throw. */

export function u8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

/** Big-endian. */
export function u16(bytes: Uint8Array, at: number): number {
  return u8(bytes, at) * 0x100 + u8(bytes, at + 1)
}

/** Big-endian. */
export function u32(bytes: Uint8Array, at: number): number {
  return u16(bytes, at) * 0x10000 + u16(bytes, at + 2)
}

/** Little-endian. */
export function u32le(bytes: Uint8Array, at: number): number {
  return (
    u8(bytes, at) + u8(bytes, at + 1) * 0x100 + u8(bytes, at + 2) * 0x10000 + u8(bytes, at + 3) * 0x1000000
  )
}

/** Big-endian; exact up to 2^53, which is more than any file has. */
export function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) * 0x1_0000_0000 + u32(bytes, at + 4)
}

/** An unsigned big-endian number of 0, 2, 4 or 8 bytes. */
export function uint(bytes: Uint8Array, at: number, width: number): number {
  if (width === 8) return u64(bytes, at)
  return width === 4 ? u32(bytes, at) : width === 2 ? u16(bytes, at) : 0
}

/** Little-endian. */
export function u16le(bytes: Uint8Array, at: number): number {
  return u8(bytes, at) + u8(bytes, at + 1) * 0x100
}

/** Little-endian; exact up to 2^53. */
export function u64le(bytes: Uint8Array, at: number): number {
  return u32le(bytes, at) + u32le(bytes, at + 4) * 0x1_0000_0000
}

/** An unsigned little-endian number of 0, 2, 4 or 8 bytes. */
export function uintLe(bytes: Uint8Array, at: number, width: number): number {
  if (width === 8) return u64le(bytes, at)
  return width === 4 ? u32le(bytes, at) : width === 2 ? u16le(bytes, at) : 0
}

export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end)
}

export function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

/** The text of a field of fixed width: up to its first NUL, without blanks around it. */
export function field(bytes: Uint8Array, at: number, width: number): string {
  return (latin1(bytes, at, at + width).split('\0', 1)[0] ?? '').trim()
}
