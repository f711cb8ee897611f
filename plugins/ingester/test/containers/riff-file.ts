/** AVI and WAV files in memory. */

export function chunk(id: string, payload: Uint8Array | string): Buffer {
  const body = Buffer.from(payload)
  const header = Buffer.alloc(8)
  header.write(id, 'latin1')
  header.writeUInt32LE(body.length, 4)
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)])
}

export function list(type: string, ...chunks: Uint8Array[]): Buffer {
  return chunk('LIST', Buffer.concat([Buffer.from(type, 'latin1'), ...chunks]))
}

export function riffFile(type: 'AVI ' | 'WAVE' | 'AVIX', ...chunks: Uint8Array[]): Buffer {
  return chunk('RIFF', Buffer.concat([Buffer.from(type), ...chunks]))
}

/** Pictures whose bytes would be dates, if anyone looked at them. */
export function movi(): Buffer {
  return list('movi', chunk('00dc', Buffer.alloc(4000)), chunk('IDIT', '1999:01:01 01:01:01'))
}

/** @param at where each text goes */
export function fields(length: number, texts: Readonly<Record<number, string>>): Buffer {
  const bytes = Buffer.alloc(length)
  for (const [at, text] of Object.entries(texts)) bytes.write(text, Number(at), 'latin1')
  return bytes
}
