/** Copies one file to a medium: under its name only once all of it is flushed, and is what was archived. */
import {createHash} from 'node:crypto'
import {lstat} from 'node:fs/promises'
import {type Catalog, type Failure, fileFailure, openMediumFile, type RawPath, toBytes} from 'mediastruct'
import {PAYLOAD} from '../bag/model.ts'
import {chunksOf} from '../chunks.ts'
import type {ImageContent} from '../imaging/content.ts'

export interface CopyOutOptions {
  /** Is told of each piece, in bytes. */
  readonly copied: (bytes: number) => void
  /** Remembers our own files, which an attempt after this one may write anew. */
  readonly catalog: Catalog
  /** No writer that was killed left anything in its directory. */
  readonly isFirst: boolean
  /** Throws where it is to end. */
  readonly assertGoesOn: () => void
}

/** The fault is the archive's, not the medium's. */
export class SourceProblem extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** @throws SourceProblem; MediaStructError NOT_OURS where the name is taken; the system call's error */
export async function copyOut(
  {path, sha256, from}: ImageContent,
  to: RawPath,
  {copied, catalog, isFirst, assertGoesOn}: CopyOutOptions,
): Promise<void> {
  const isPayload = path.startsWith(PAYLOAD)
  const mtimeNs = typeof from === 'string' ? await timeOf(from) : undefined
  const replaces = isPayload ? undefined : catalog.ownHash(to)
  const file = await openMediumFile(to, {mtimeNs, isFirst, replaces})
  const hash = createHash('sha256')
  try {
    for await (const chunk of typeof from === 'string' ? read(from) : [from]) {
      assertGoesOn()
      hash.update(chunk)
      await file.write(chunk)
      copied(chunk.length)
    }
    if (typeof from === 'string' && hash.digest('hex') !== sha256) {
      throw new SourceProblem({path: from, code: 'CHANGED', message: 'it is not as it was archived'})
    }
    const written = await file.commit()
    if (!isPayload) catalog.recordOwn(to, written)
  } finally {
    await file.abort()
  }
}

async function timeOf(from: RawPath): Promise<bigint> {
  const found = await lstat(toBytes(from), {bigint: true}).catch((error: unknown) => {
    throw new SourceProblem({path: from, ...fileFailure(error)})
  })
  return found.mtimeNs
}

async function* read(from: RawPath): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* chunksOf(from)
  } catch (error) {
    throw new SourceProblem({path: from, ...fileFailure(error)})
  }
}
