/** The video in an MPEG transport stream (ISO/IEC 13818-1 §2.4.3), as camcorders and Blu-ray discs keep it. */
import {u8} from './bytes.ts'
import type {Readable} from './readable.ts'

const PACKET_BYTES = 188
/** Camcorders put four bytes of time before each packet. */
const STRIDES = [PACKET_BYTES, 192]
const SYNC = 0x47
/** So many packets in a row must begin as packets do. */
const PACKETS_IN_A_ROW = 4

/** Where the first packet begins, and how far it is to the next, in bytes; undefined where this is no transport stream. */
export function packetsAt(head: Uint8Array): {first: number; stride: number} | undefined {
  for (const stride of STRIDES) {
    for (let first = 0; first < stride; first++) if (isInStep(head, first, stride)) return {first, stride}
  }
  return undefined
}

function isInStep(head: Uint8Array, first: number, stride: number): boolean {
  for (let packet = 0; packet < PACKETS_IN_A_ROW; packet++) {
    if (u8(head, first + packet * stride) !== SYNC) return false
  }
  return true
}

/** How much of a file is searched for its video, in bytes: many seconds' worth. */
const SEARCHED_BYTES = 2 * 2 ** 20

/** The elementary video streams in the first part of the file, each in one piece. */
export function videoStreams(file: Readable): Uint8Array[] {
  const head = file.read(0, SEARCHED_BYTES)
  const packets = packetsAt(head)
  if (packets === undefined) return []
  const streams = new Map<number, Uint8Array[]>()
  for (let at = packets.first; at + PACKET_BYTES <= head.length; at += packets.stride) {
    addPacket(streams, head.subarray(at, at + PACKET_BYTES))
  }
  return [...streams.values()].map((parts) => Buffer.concat(parts))
}

function addPacket(streams: Map<number, Uint8Array[]>, packet: Uint8Array): void {
  const id = (u8(packet, 1) & 0x1f) * 256 + u8(packet, 2)
  const hasAdaptation = (u8(packet, 3) & 0x20) !== 0
  const payload = packet.subarray(hasAdaptation ? 5 + u8(packet, 4) : 4)
  if (u8(packet, 0) !== SYNC || (u8(packet, 3) & 0x10) === 0) return
  const isStart = (u8(packet, 1) & 0x40) !== 0
  if (isStart && isVideo(payload) && !streams.has(id)) streams.set(id, [])
  streams.get(id)?.push(isStart ? payload.subarray(9 + u8(payload, 8)) : payload)
}

/** Whether an elementary packet of video begins here: stream ids E0 to EF (§2.4.3.7). */
function isVideo(payload: Uint8Array): boolean {
  const isPrefix = u8(payload, 0) === 0 && u8(payload, 1) === 0 && u8(payload, 2) === 1
  return isPrefix && u8(payload, 3) >> 4 === 0xe
}
