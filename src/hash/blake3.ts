/** The built-in BLAKE3: native where it loads and proves equal, the portable WebAssembly otherwise. */
import {createRequire} from 'node:module'
import type {Hasher, HashProvider} from '../hooks.ts'

type HasherFactory = () => Hasher

/** Set to `0` to leave the native BLAKE3 out: `MEDIASTRUCT_NATIVE=0 mediastruct crawl`. */
const NATIVE_SWITCH = 'MEDIASTRUCT_NATIVE'

const require = createRequire(import.meta.url)

interface NativeModule {
  Blake3Hasher: new () => {update(input: Buffer): unknown; digestBuffer(): Buffer}
}
interface WasmModule {
  createHash(): {update(input: Uint8Array): unknown; digest(): Buffer}
}

function wasmFactory(): HasherFactory {
  const {createHash} = require('blake3-wasm') as WasmModule
  return () => {
    const hash = createHash()
    return {update: (bytes) => void hash.update(bytes), digest: () => hash.digest()}
  }
}

function nativeFactory(): HasherFactory | undefined {
  if (process.env[NATIVE_SWITCH] === '0') return undefined
  try {
    const {Blake3Hasher} = require('@napi-rs/blake-hash') as NativeModule
    return () => {
      const hasher = new Blake3Hasher()
      return {
        update: (bytes) => void hasher.update(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
        digest: () => hasher.digestBuffer(),
      }
    }
  } catch {
    return undefined
  }
}

/** Digest in hex of what `feed` gives to a fresh hasher. */
function digestOf(factory: HasherFactory, chunks: readonly Uint8Array[]): string {
  const hasher = factory()
  for (const chunk of chunks) hasher.update(chunk)
  return Buffer.from(hasher.digest()).toString('hex')
}

/** Bytes that cross the block (64), chunk (1024) and subtree boundaries of BLAKE3, in uneven updates. */
function probe(): Uint8Array[] {
  const bytes = Uint8Array.from({length: 5000}, (_, index) => index % 251)
  return [bytes.subarray(0, 63), bytes.subarray(63, 1025), bytes.subarray(1025, 1025), bytes.subarray(1025)]
}

/** First 8 bytes of the BLAKE3 of the empty input, from the test vectors of the BLAKE3 specification. */
const EMPTY_DIGEST = 'af1349b9f5f9a1a6'

function chooseFactory(): {factory: HasherFactory; native: boolean} {
  const native = nativeFactory()
  const wasm = wasmFactory()
  if (!digestOf(wasm, []).startsWith(EMPTY_DIGEST))
    throw new Error('blake3-wasm gives wrong digests on this machine.')
  const equal = native !== undefined && digestOf(native, probe()) === digestOf(wasm, probe())
  return native && equal ? {factory: native, native: true} : {factory: wasm, native: false}
}

let chosen: {factory: HasherFactory; native: boolean} | undefined

/** A BLAKE3 hasher for this thread. */
export function createBlake3(): Hasher {
  chosen ??= chooseFactory()
  return chosen.factory()
}

/** Whether this thread hashes with the native library. */
export function isNative(): boolean {
  chosen ??= chooseFactory()
  return chosen.native
}

/** What `hash: blake3` stands for: this very module, in a worker thread. */
export const BLAKE3: HashProvider = {
  name: 'blake3',
  module: import.meta.url,
  export: 'createBlake3',
  digestBytes: 32,
}
