/** Offers the dedupe policy `prefer-folders`: keep the copy in a preferred folder, else the oldest. */
import type {DuplicateFile, Plugin} from 'mediastruct'
import {z} from 'zod'

const OPTIONS = z.strictObject({
  /** The first that holds a copy wins. Like every path in a config: relative to the config file. */
  folders: z.array(z.string().min(1)).default([]),
})

const plugin: Plugin<z.infer<typeof OPTIONS>> = {
  name: 'mediastruct-plugin-dedupe-prefer-folders',
  apiVersion: 1,
  options: OPTIONS,
  setup(api, {folders}) {
    const preferred = folders.map((folder) => api.resolvePath(folder))
    api.dedupePolicy('prefer-folders', ({files}) => {
      for (const folder of preferred) {
        const keep = oldest(files.filter(({path}) => isBelow(folder, path)))
        if (keep) return {keep: keep.path, reason: `in ${folder}`}
      }
      const keep = oldest(files)
      return keep && {keep: keep.path, reason: 'the oldest'}
    })
  },
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder === '/' ? '/' : `${folder}/`)
}

/** Of files of one age, the first in the host's order of preference. */
function oldest(files: readonly DuplicateFile[]): DuplicateFile | undefined {
  const [first, ...others] = files
  return others.reduce((best, file) => (best && file.mtimeNs < best.mtimeNs ? file : best), first)
}

export default plugin
