/** The error that something must end in. */
import {expect} from 'chai'
import {MediaStructError} from '../../src/errors.ts'

async function caught(work: () => unknown): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

/** Runs `work`, which must fail with a MediaStructError of this code. */
export async function refusal(code: string, work: () => unknown): Promise<MediaStructError> {
  const error = await caught(work)
  if (!(error instanceof MediaStructError)) throw error
  expect(error.code, error.message).to.equal(code)
  return error
}
