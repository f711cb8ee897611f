/** Offers the capture-date source `corrections`: dates that a person wrote into a CSV file. */
import {readFileSync} from 'node:fs'
import {isAbsolute} from 'node:path'
import type {Plugin} from 'mediastruct'
import {z} from 'zod'
import {readCorrections} from './corrections.ts'

const OPTIONS = z.strictObject({
  /** Absolute: a plugin doesn't know where the config lies. */
  file: z.string().refine(isAbsolute, 'expected an absolute path'),
  delimiter: z.string().length(1).default(','),
})

const plugin: Plugin<z.infer<typeof OPTIONS>> = {
  name: 'mediastruct-plugin-dates-from-csv',
  apiVersion: 1,
  options: OPTIONS,
  // Read before anything is touched: a mistake in it stops the command (exit 2), rather than the files it is about.
  setup(api, {file, delimiter}) {
    const corrections = readCorrections(file, readFileSync(file), delimiter)
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
