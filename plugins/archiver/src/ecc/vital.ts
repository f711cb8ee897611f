/** The few sectors of an image that its error correction is not recognized without: remembered apart, and put back. */
import {constants} from 'node:fs'
import {open} from 'node:fs/promises'
import {deflateRawSync, inflateRawSync} from 'node:zlib'
import {type EccFacts, type RawPath, type ScratchDirectory, toBytes} from 'mediastruct'
import {BLOCK_BYTES, Blocks} from '../imaging/blocks.ts'

export type Vital = NonNullable<EccFacts['vital']>

/** @throws the system call's error */
export async function vitalOf(image: RawPath, sectors: readonly number[]): Promise<Vital> {
  const source = await open(toBytes(image), constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const blocks = new Blocks(source)
    const vital: {sector: number; packed: string}[] = []
    for (const sector of sectors) {
      const packed = deflateRawSync(await blocks.read(sector, BLOCK_BYTES), {level: 9}).toString('base64')
      vital.push({sector, packed})
    }
    return vital
  } finally {
    await source.close()
  }
}

/** What an index told may be anything: what is no sector is passed over. */
export function putBack(vital: Vital, copy: RawPath, scratch: ScratchDirectory): void {
  for (const {sector, packed} of vital) {
    const bytes = unpacked(packed)
    if (bytes?.length === BLOCK_BYTES) scratch.patch(copy, sector * BLOCK_BYTES, bytes)
  }
}

function unpacked(packed: string): Buffer | undefined {
  try {
    return inflateRawSync(Buffer.from(packed, 'base64'), {maxOutputLength: BLOCK_BYTES})
  } catch {
    return undefined
  }
}
