/** Offers the capture-date source `corrections`: dates that a person wrote into a CSV file. */
import {readFileSync} from 'node:fs'
import type {Plugin} from 'mediastruct'
import {z} from 'zod'
import {readCorrections} from './corrections.ts'

const OPTIONS = z.strictObject({
  /** Like every path in a config: relative to the config file. */
  file: z.string().min(1),
  delimiter: z.string().length(1).default(','),
})

const plugin: Plugin<z.infer<typeof OPTIONS>> = {
  name: 'mediastruct-plugin-dates-from-csv',
  apiVersion: 1,
  options: OPTIONS,
  // Read before anything is touched: a mistake in it stops the command (exit 2), rather than the files it is about.
  setup(api, {file, delimiter}) {
    const path = api.resolvePath(file)
    const corrections = readCorrections(path, readFileSync(path), delimiter)
    api.captureDate('corrections', ({path}) => {
      for (const ending of endingsOf(path)) {
        const date = corrections.get(ending)
        if (date) return date
      }
      return undefined
    })
  },
}

/** `/card/DCIM/1.jpg`, `card/DCIM/1.jpg`, `DCIM/1.jpg`, `1.jpg`: the longest that has a date wins. */
function* endingsOf(path: string): Generator<string> {
  yield path
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) yield path.slice(at + 1)
}

export default plugin
