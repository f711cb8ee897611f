/** How far packing may depart from the order of dates to waste less room. */
import {MediaStructError} from 'mediastruct'

export type PackOrder =
  /** One volume after the other, in the order of dates: what one holds is never later than what the next one holds. */
  | {readonly kind: 'strict'}
  /**
   * At most `size` volumes are open at once, from the first folder that they get to the last; the volumes' first dates
   * still ascend.
   */
  | {readonly kind: 'window'; readonly size: number}
  /** As tight as can be; a volume may hold any dates. */
  | {readonly kind: 'free'}

export const DEFAULT_ORDER: PackOrder = {kind: 'window', size: 3}

/**
 * `strict`, `free`, or `window:N` with N from 1 to 99.
 * @throws MediaStructError BAD_ORDER
 */
export function parseOrder(text: string): PackOrder {
  if (text === 'strict' || text === 'free') return {kind: text}
  const size = Number(/^window:([1-9]\d?)$/.exec(text)?.[1])
  if (size > 0) return {kind: 'window', size}
  throw new MediaStructError('BAD_ORDER', `"${text}" is not an order of packing.`, {
    hint: 'Write window:3 (the default), strict or free.',
  })
}

/** As it is typed. */
export function orderText(order: PackOrder): string {
  return order.kind === 'window' ? `window:${order.size}` : order.kind
}
