/** Offers the dedupe policy "{{name}}". */
import type {Plugin} from 'mediastruct'
import {z} from 'zod'

const options = z.strictObject({
  /** Absolute paths; the first one that holds a copy decides. */
  folders: z.array(z.string().startsWith('/')).min(1),
})

const plugin: Plugin<z.infer<typeof options>> = {
  name: '{{package}}',
  apiVersion: 1,
  options,
  setup(api, {folders}) {
    api.dedupePolicy('{{name}}', ({files}) => {
      for (const folder of folders) {
        const preferred = files.find(({path}) => path.startsWith(`${folder}/`))
        if (preferred) return {keep: preferred.path, reason: `in ${folder}`}
      }
      // No answer: the host's own policy decides.
      return undefined
    })
  },
}

export default plugin
