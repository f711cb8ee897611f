/** The built-in BLAKE3: native where it loads and proves right, the portable WebAssembly otherwise. */
import {createRequire} from 'node:module'
import type {Hasher, HashProvider} from '../hooks.ts'
import {type Digester, eachAnew} from './digester.ts'

/** Set to `0` to leave the native BLAKE3 out: `MEDIASTRUCT_NATIVE=0 mediastruct crawl`. */
const NATIVE_SWITCH = 'MEDIASTRUCT_NATIVE'

const require = createRequire(import.meta.url)

interface NativeHasher {
  update(input: Buffer): unknown
  digest(format: 'hex'): string
  digestBuffer(): Buffer
  reset(): void
}
interface NativeModule {
  Blake3Hasher: new () => NativeHasher
}
interface WasmModule {
  createHash(): {update(input: Uint8Array): unknown; digest(): Buffer}
}

/** One implementation of BLAKE3. */
interface Library {
  readonly native: boolean
  readonly createHasher: () => Hasher
  readonly createDigester: () => Digester
}

function wasm(): Library {
  const {createHash} = require('blake3-wasm') as WasmModule
  const createHasher = () => {
    const hash = createHash()
    return {update: (bytes: Uint8Array) => void hash.update(bytes), digest: () => hash.digest()}
  }
  return {native: false, createHasher, createDigester: () => eachAnew(createHasher)}
}

/** @throws Error where it was not built for this machine */
function native(): Library {
  const {Blake3Hasher} = require('@napi-rs/blake-hash') as NativeModule
  return {
    native: true,
    createHasher() {
      const hasher = new Blake3Hasher()
      return {update: (bytes) => void hasher.update(asBuffer(bytes)), digest: () => hasher.digestBuffer()}
    },
    createDigester() {
      const hasher = new Blake3Hasher()
      return {
        begin: () => hasher.reset(),
        update: (bytes) => void hasher.update(asBuffer(bytes)),
        hex: () => hasher.digest('hex'),
      }
    },
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * Bytes that cross the block (64), chunk (1024) and subtree boundaries of BLAKE3, in uneven updates; and their digest, on
 * which `b3sum` and both libraries agree.
 */
const PROBE = Uint8Array.from({length: 5000}, (_, index) => index % 251)
const PROBE_CUTS = [0, 63, 1025, 1025, PROBE.length]
const PROBE_DIGEST = 'ee78d92070de3df1c57c37002abf0a6b1a6589acdeef4d8ffac7cf3d9e8f2836'

/** Digests of the probe by both ways in which a library is used, the second of them as it begins anew. */
function isRight({createHasher, createDigester}: Library): boolean {
  const [once, again] = [eachAnew(createHasher), createDigester()]
  return [once, again, again].every((digester) => {
    digester.begin()
    for (const [index, cut] of PROBE_CUTS.slice(1).entries()) {
      digester.update(PROBE.subarray(PROBE_CUTS[index], cut))
    }
    return digester.hex() === PROBE_DIGEST
  })
}

function chooseLibrary(): Library {
  if (process.env[NATIVE_SWITCH] !== '0') {
    try {
      const library = native()
      if (isRight(library)) return library
    } catch {
      // It is not there, or not for this machine: the portable one is.
    }
  }
  const library = wasm()
  if (!isRight(library)) throw new Error('blake3-wasm gives wrong digests on this machine.')
  return library
}

let chosen: Library | undefined

function library(): Library {
  chosen ??= chooseLibrary()
  return chosen
}

/** A BLAKE3 hasher for this thread. */
export function createBlake3(): Hasher {
  return library().createHasher()
}

/** The same for many contents, as `hashFile` reads them. */
export function blake3Digester(): Digester {
  return library().createDigester()
}

/** Whether this thread hashes with the native library. */
export function isNative(): boolean {
  return library().native
}

/** What `hash: blake3` stands for: this very module, in a worker thread. */
export const BLAKE3: HashProvider = {
  name: 'blake3',
  module: import.meta.url,
  export: 'createBlake3',
  digestBytes: 32,
}
