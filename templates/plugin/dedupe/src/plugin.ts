/** Offers the dedupe policy "{{name}}". */
import type {Plugin} from 'mediastruct'
import {z} from 'zod'

const options = z.strictObject({
  /** The first one that holds a copy decides. */
  folders: z.array(z.string().min(1)).min(1),
})

const plugin: Plugin<z.infer<typeof options>> = {
  name: '{{package}}',
  apiVersion: 1,
  options,
  setup(api, {folders}) {
    // Like all paths in a config, they are relative to its file.
    const preferred = folders.map((folder) => api.resolvePath(folder))
    api.dedupePolicy('{{name}}', ({files}) => {
      for (const folder of preferred) {
        const kept = files.find(({path}) => path.startsWith(`${folder}/`))
        if (kept) return {keep: kept.path, reason: `in ${folder}`}
      }
      // No answer: the host's own policy decides.
      return undefined
    })
  },
}

export default plugin
