/**
 * Room in a disc's indexes for what is not known when a volume is planned: its copies, and what happens to them. Spaces
 * at the end fill it, which JSON allows, so that an image has the sectors that were planned for it.
 */

/** Bytes kept for each volume's copies and events; a copy that is burned and read back takes some 700. */
export const ROOM_A_VOLUME = 4096
/** Lengths are multiples of this. */
const STEP = 2048

/** A number takes so many characters, and a state so many, whatever they are. */
const [NUMBER_WIDTH, STATE_WIDTH] = [16, 10]

/** Bytes of an index once it is filled up. @param bytes without what is told of copies */
export function roomyBytes(bytes: number, toldBytes: number, volumes: number): number {
  return Math.ceil((bytes + Math.max(toldBytes, volumes * ROOM_A_VOLUME)) / STEP) * STEP
}

/** What is to be added to an index of so many bytes, of which `toldBytes` tell of copies. */
export function filling(bytes: number, toldBytes: number, volumes: number): string {
  const missing = roomyBytes(bytes - toldBytes, toldBytes, volumes) - bytes
  return missing === 0 ? '' : `${' '.repeat(missing - 1)}\n`
}

/** A volume's row with what may change in it after planning at a fixed width. */
export function fixedWidth(row: string): string {
  return row
    .replace(/"usedBytes":(\d+),/, (_, digits: string) => `"usedBytes":${digits.padStart(NUMBER_WIDTH)},`)
    .replace(/"state":("[a-z]+"),/, (_, state: string) => `"state":${state.padEnd(STATE_WIDTH)},`)
}
