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

export async function tellRefusal(reporter: Reporter, {code, message, hint}: Refusal): Promise<void> {
  if (!reporter.json) return reporter.error(hint === undefined ? message : `${message}\n${hint}`)
  if (reporter.documented) return
  const error = {code, message, ...(hint !== undefined && {hint})}
  await reporter.document({schema: 'mediastruct/error@1', error})
}
