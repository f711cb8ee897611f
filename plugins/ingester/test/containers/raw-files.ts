/** Raw files of cameras in memory. */

function u32be(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function u32le(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4)
  return bytes
}

/** @param jpeg the picture that the camera put in */
export function raf(jpeg: Uint8Array): Buffer {
  const header = Buffer.alloc(160)
  header.write('FUJIFILMCCD-RAW 0201FF383301FinePix S5000')
  header.writeUInt32BE(160, 84)
  header.writeUInt32BE(jpeg.length, 88)
  return Buffer.concat([header, jpeg, Buffer.alloc(5000)])
}

/** @param tiff what the camera notes, as a TIFF structure */
export function mrw(tiff: Uint8Array, order: 'MRM' | 'MRI' = 'MRM'): Buffer {
  const long = order === 'MRM' ? u32be : u32le
  const block = (name: string, data: Uint8Array) =>
    Buffer.concat([Buffer.from(`\0${name}`), long(data.length), data])
  const blocks = Buffer.concat([
    block('PRD', Buffer.alloc(24)),
    block('TTW', tiff),
    block('WBG', Buffer.alloc(12)),
  ])
  return Buffer.concat([Buffer.from(`\0${order}`), long(blocks.length), blocks, Buffer.alloc(5000)])
}

/** @param jpeg the picture that the camera put in */
export function rw2(jpeg: Uint8Array): Buffer {
  const directory = Buffer.alloc(2 + 2 * 12 + 4)
  directory.writeUInt16LE(2)
  directory.writeUInt16LE(0x02, 2)
  directory.writeUInt16LE(0x2e, 14)
  directory.writeUInt16LE(7, 16)
  directory.writeUInt32LE(jpeg.length, 18)
  directory.writeUInt32LE(24 + directory.length, 22)
  return Buffer.concat([Buffer.from('IIU\0\x18\0\0\0', 'latin1'), Buffer.alloc(16), directory, jpeg])
}

/** @param jpeg a preview; its section is of pixels where there is none */
export function x3f(properties: Readonly<Record<string, string>>, jpeg?: Uint8Array): Buffer {
  const texts: string[] = []
  const pointers = Object.entries(properties).flatMap((pair) =>
    pair.map((text) => {
      const at = texts.join('').length
      texts.push(`${text}\0`)
      return at
    }),
  )
  const characters = Buffer.from(texts.join(''), 'utf16le')
  const header = u32le(0x20000, pointers.length / 2, 0, 0, characters.length / 2)
  const prop = Buffer.concat([Buffer.from('SECp'), header, u32le(...pointers), characters])
  const format = jpeg === undefined ? 3 : 18
  const image = Buffer.concat([
    Buffer.from('SECi'),
    u32le(0x20000, 2, format, 1, 1, 0),
    jpeg ?? Buffer.alloc(50),
  ])
  const start = 64
  const sections = [
    {type: 'PROP', bytes: prop},
    {type: 'IMA2', bytes: image},
    {type: 'CAMF', bytes: Buffer.alloc(500)},
  ]
  let at = start
  const entries = sections.map(({type, bytes}) => {
    const entry = Buffer.concat([u32le(at, bytes.length), Buffer.from(type)])
    at += bytes.length
    return entry
  })
  const directory = Buffer.concat([Buffer.from('SECd'), u32le(0x20000, sections.length), ...entries])
  const head = Buffer.concat([Buffer.from('FOVb'), Buffer.alloc(start - 4)])
  return Buffer.concat([head, ...sections.map(({bytes}) => bytes), directory, u32le(at)])
}

export interface CiffRecord {
  readonly type: number
  readonly data: Uint8Array
}

/** A heap: its data, then the directory, then where that begins. */
export function heap(...records: readonly CiffRecord[]): Buffer {
  const entry = ({type, data}: CiffRecord, at: number) => {
    const bytes = Buffer.alloc(10)
    bytes.writeUInt16LE(type)
    bytes.writeUInt32LE(data.length, 2)
    bytes.writeUInt32LE(at, 6)
    return bytes
  }
  let at = 0
  const entries = records.map((record) => {
    const bytes = entry(record, at)
    at += record.data.length
    return bytes
  })
  const count = Buffer.from([records.length, 0])
  return Buffer.concat([...records.map(({data}) => data), count, ...entries, u32le(at)])
}

/** @param kind of the heap: `CCDR` of a raw file, `JPGM` of a JPEG's segment */
export function ciffFile(root: Uint8Array, kind: 'CCDR' | 'JPGM' = 'CCDR'): Buffer {
  return Buffer.concat([Buffer.from('II'), u32le(26), Buffer.from(`HEAP${kind}`), Buffer.alloc(12), root])
}

/** A time stamp in a heap of its own, beside the camera's make and model in another. */
export function cameraHeap(seconds: number): Buffer {
  const stamp: CiffRecord = {type: 0x180e, data: u32le(seconds, 0, 0)}
  const names: CiffRecord = {type: 0x080a, data: Buffer.from('Canon\0Canon EOS D30\0\0')}
  const properties = heap({type: 0x2807, data: heap(names)}, stamp, {type: 0x580b, data: Buffer.alloc(0)})
  return heap({type: 0x2005, data: Buffer.alloc(3000)}, {type: 0x300a, data: properties})
}
