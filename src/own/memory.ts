/** Memory that O_DIRECT takes, lent and given back: allocating it anew for every file would be slow. */

/** The part of the WebAssembly interface that is used here; Node's types leave it to the browser's. */
declare const WebAssembly: {Memory: new (size: {initial: number}) => {readonly buffer: ArrayBuffer}}

export const MEMORY_BYTES = 1 << 20
const spare: Uint8Array<ArrayBuffer>[] = []

/** `MEMORY_BYTES` of page-aligned memory, as O_DIRECT wants it; 64 KiB a page of WebAssembly. */
export function borrowMemory(): Uint8Array<ArrayBuffer> {
  return spare.pop() ?? new Uint8Array(new WebAssembly.Memory({initial: MEMORY_BYTES >> 16}).buffer)
}

export function giveBack(memory: Uint8Array<ArrayBuffer>): void {
  spare.push(memory)
}
