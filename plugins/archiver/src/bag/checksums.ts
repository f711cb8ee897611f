/** Checksums of files: SHA-256, which every system can check without us, and BLAKE3, by which the index knows them. */
import {createHash} from 'node:crypto'
import {createBlake3, errnoOf, type ManifestAlgorithm, type RawPath} from 'mediastruct'
import {chunksOf} from '../chunks.ts'

export interface Checksums {
  /** Bytes read. */
  readonly size: number
  /** Lower-case hex, all of the very same bytes. */
  readonly sha256: string
  readonly sha512: string | undefined
  readonly blake3: string
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Of bytes, lower-case hex. */
export function digestOf(bytes: Uint8Array, algorithm: ManifestAlgorithm): string {
  if (algorithm !== 'blake3') return createHash(algorithm).update(bytes).digest('hex')
  const blake3 = createBlake3()
  blake3.update(bytes)
  return Buffer.from(blake3.digest()).toString('hex')
}

/** Reads a file once for all checksums, SHA-512 only where it is asked for. @throws the system call's error */
export async function checksumsOf(path: RawPath, wantsSha512 = false): Promise<Checksums> {
  const sha256 = createHash('sha256')
  const sha512 = wantsSha512 ? createHash('sha512') : undefined
  const blake3 = createBlake3()
  const size = await readThrough(path, (chunk) => {
    sha256.update(chunk)
    sha512?.update(chunk)
    blake3.update(chunk)
  })
  return {
    size,
    sha256: sha256.digest('hex'),
    sha512: sha512?.digest('hex'),
    blake3: Buffer.from(blake3.digest()).toString('hex'),
  }
}

/** SHA-256 of a file; `undefined` where nothing is. @throws the system call's error */
export async function sha256IfThere(path: RawPath): Promise<string | undefined> {
  const sha256 = createHash('sha256')
  try {
    await readThrough(path, (chunk) => sha256.update(chunk))
    return sha256.digest('hex')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** @returns bytes read */
async function readThrough(path: RawPath, take: (chunk: Uint8Array) => void): Promise<number> {
  let size = 0
  for await (const chunk of chunksOf(path)) {
    take(chunk)
    size += chunk.length
  }
  return size
}
