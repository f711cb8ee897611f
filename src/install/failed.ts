/** What went wrong with one plugin of several: the others are done all the same. */
import {fileFailure, MediaStructError} from '../errors.ts'
import {withHint} from '../report/refusal.ts'
import type {Reporter} from '../report/reporter.ts'

export interface Failed {
  readonly name: string
  readonly code: string
  readonly message: string
}

/** Tells it to a person, and gives it back for the document. */
export function failed(reporter: Reporter, name: string, error: unknown): Failed {
  const failure = fileFailure(error)
  const hint = error instanceof MediaStructError ? error.hint : undefined
  reporter.error(withHint(`${name}: ${failure.message}`, hint))
  return {name, ...failure}
}
