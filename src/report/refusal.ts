/** What a command that refuses, or fails, says: a sentence and the way out, or the one document. */
import {Reporter} from './reporter.ts'

export interface Refusal {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
}

/** For what is told before there is a reporter. */
export function plainReporter(json: boolean): Reporter {
  return new Reporter({json, quiet: false, verbose: false, progress: 'none'})
}

/** What is wrong, and under it the way out, where there is one. */
export function withHint(message: string, hint: string | null | undefined): string {
  return hint === undefined || hint === null ? message : `${message}\n${hint}`
}

export async function tellRefusal(reporter: Reporter, {code, message, hint}: Refusal): Promise<void> {
  if (!reporter.json) return reporter.error(withHint(message, hint))
  if (reporter.documented) return
  const error = {code, message, ...(hint !== undefined && {hint})}
  await reporter.document({schema: 'mediastruct/error@1', error})
}
