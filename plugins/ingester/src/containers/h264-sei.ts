/** Messages that an H.264 stream carries beside its pictures (ITU-T H.264 §7.3.1, annex D). */
import {u8} from './bytes.ts'

const START_CODE = Buffer.from([0, 0, 1])
const SEI = 6
const USER_DATA_UNREGISTERED = 5

/** User data that no standard registers: 16 bytes that name it, and what it is. */
export function* userData(stream: Uint8Array): Generator<Uint8Array> {
  for (const unit of unitsIn(stream)) {
    if ((u8(unit, 0) & 0x9f) !== SEI) continue
    for (const {type, payload} of messagesIn(unescaped(unit.subarray(1)))) {
      if (type === USER_DATA_UNREGISTERED) yield payload
    }
  }
}

/** What stands between start codes. */
function* unitsIn(stream: Uint8Array): Generator<Uint8Array> {
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength)
  let code = bytes.indexOf(START_CODE)
  while (code >= 0) {
    const start = code + START_CODE.length
    code = bytes.indexOf(START_CODE, start)
    yield bytes.subarray(start, code < 0 ? bytes.length : code)
  }
}

/** A 3 is put behind two zeros, lest a start code come about: it is no part of the data (§7.4.1). */
function unescaped(unit: Uint8Array): Uint8Array {
  let zeros = 0
  return unit.filter((byte) => {
    const isGuard = zeros >= 2 && byte === 3
    zeros = byte === 0 ? zeros + 1 : 0
    return !isGuard
  })
}

interface Message {
  readonly type: number
  readonly payload: Uint8Array
}

/** Type and size are each the sum of bytes up to the first that is not 255 (§7.3.2.3.1). */
function* messagesIn(unit: Uint8Array): Generator<Message> {
  let at = 0
  const sum = () => {
    let value = 0
    while (u8(unit, at) === 0xff) value += u8(unit, at++)
    return value + u8(unit, at++)
  }
  while (at + 2 < unit.length) {
    const [type, size] = [sum(), sum()]
    yield {type, payload: unit.subarray(at, at + size)}
    at += size
  }
}
