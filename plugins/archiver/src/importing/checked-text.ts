/** A text that is read once, with its checksum. */
import {createHash} from 'node:crypto'
import {MediaStructError} from 'mediastruct'
import {badIndex} from '../bag/index-fields.ts'
import {ARCHIVE_INDEX_ON_DISC} from '../bag/model.ts'
import type {IndexText} from '../read-archive-index.ts'

/** A text whose checksum is known once it was gone through. */
export interface CheckedText extends IndexText {
  /** @throws MediaStructError BAD_INDEX where it is not what a manifest says. @returns SHA-256, lower-case hex */
  check(): string
  /** Where it was not gone through to its end. */
  close(): Promise<void>
}

/** @param expected SHA-256 that a manifest tells; undefined: nothing does */
export function checkedText(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  expected: string | undefined,
): CheckedText {
  const hash = createHash('sha256')
  const read = async function* (): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
  const check = () => {
    const sha256 = hash.digest('hex')
    if (expected === undefined || sha256 === expected) return sha256
    throw unproven(name, 'it is damaged: its checksum is another')
  }
  const reading = read()
  return {name, chunks: reading, check, close: async () => void (await reading.return())}
}

/** An index that its disc does not vouch for. */
export function unproven(name: string, what: string): MediaStructError {
  const {code, message} = badIndex(name, what)
  return new MediaStructError(code, message, {
    hint: `Nothing was taken in. Try another copy, or a later disc; if there is none, copy ${ARCHIVE_INDEX_ON_DISC} from it and import that file.`,
  })
}
