/** How much of each volume is left free. */
import {MediaStructError, parseSize} from 'mediastruct'

/**
 * A size, or a percentage of the capacity.
 * @returns bytes
 * @throws MediaStructError BAD_SIZE, BAD_RESERVE
 */
export function parseReserve(text: string, capacityBytes: number): number {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text.trim())?.[1]
  const bytes = percent === undefined ? parseSize(text) : Math.ceil((capacityBytes * Number(percent)) / 100)
  if (bytes < capacityBytes) return bytes
  throw new MediaStructError('BAD_RESERVE', `A reserve of ${text} leaves nothing of the medium.`, {
    hint: 'Write a size (1GB) or a percentage (5%).',
  })
}
