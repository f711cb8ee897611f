/** Reads a journal as a person would: line by line, without the program. */
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

export interface Intent {
  readonly from: string
  readonly to: string
}

/** The newest journal of the runs that put files into `target`: runs are numbered by time. */
export function newestJournal(target: string): string {
  const directory = join(target, '.mediastruct/journal')
  const [newest] = readdirSync(directory).sort().reverse()
  if (newest === undefined) throw new Error(`there is no journal in ${directory}`)
  return join(directory, newest)
}

/** What the newest run is about to do, or did. */
export function journalled(target: string): Intent[] {
  const lines = readFileSync(newestJournal(target), 'utf8').split('\n').filter(Boolean)
  return lines
    .map((line) => JSON.parse(line) as Intent & {step?: string})
    .filter(({step}) => step === 'intent')
}
