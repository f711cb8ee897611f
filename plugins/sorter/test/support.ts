/** What the sorter's tests share with the host's. A refusal of the plugin is one of the built host. */
import {expect} from 'chai'
import {MediaStructError} from 'mediastruct'

export {join, type RawPath} from '../../../src/paths/bytes.ts'
export {Trees} from '../../../src/trees.ts'
export {blake3, collect, newCatalog, raw, row, scratchPath, write} from '../../../test/support/indexed.ts'

/** Runs `work`, which must fail with a MediaStructError of this code. */
export async function refusal(code: string, work: () => Promise<unknown>): Promise<MediaStructError> {
  const error: unknown = await work().then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof MediaStructError)) throw error
  expect(error.code, error.message).to.equal(code)
  return error
}
