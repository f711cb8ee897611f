/** Room for error correction: what it takes beside an image, and how large an image may be that some is to fit beside. */
import {type Ecc, type EccRoom, MediaStructError} from 'mediastruct'

/**
 * What the error correction makes of an image of so many sectors on a medium of so many.
 * @throws MediaStructError NO_ECC_ROOM where there is no room for as much as is of use
 */
export function usefulRoom(ecc: Ecc, imageSectors: number, capacitySectors: number): EccRoom {
  const room = ecc.room(imageSectors, capacitySectors)
  if (isUseful(room)) return room
  const free = Math.max(0, capacitySectors - imageSectors)
  throw new MediaStructError(
    'NO_ECC_ROOM',
    `Beside the image of ${imageSectors} sectors, ${free} are left of the medium: room for ${percent(room.redundancyPercent)} of error correction. "${ecc.name}" wants at least ${percent(room.leastPercent)}.`,
    {
      hint: 'Make the image without (--ecc none), or with less: its plugin has an option for that. "mediastruct archive --ecc NAME" leaves the room from the beginning.',
    },
  )
}

/** The largest image, in sectors, beside which a useful error correction fits on a medium of so many; 0: none. */
export function largestImage(ecc: Ecc, capacitySectors: number): number {
  let [fits, over] = [0, capacitySectors + 1]
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2)
    if (isUseful(ecc.room(middle, capacitySectors))) fits = middle
    else over = middle
  }
  return fits
}

function isUseful({redundancyPercent, leastPercent}: EccRoom): boolean {
  return redundancyPercent > 0 && redundancyPercent >= leastPercent
}

/** `20 %`, `3.2 %`. */
export function percent(value: number): string {
  return `${Number(value.toFixed(1))} %`
}
