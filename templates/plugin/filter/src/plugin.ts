/** Leaves files out of index and plans. */
import {extname} from 'node:path'
import type {Plugin} from 'mediastruct'
import {z} from 'zod'

const options = z.strictObject({
  /** With their dot; upper and lower case are the same. */
  extensions: z.array(z.string().startsWith('.')).default([]),
  /** Bytes. */
  smallerThan: z.int().nonnegative().default(0),
})

const plugin: Plugin<z.infer<typeof options>> = {
  name: '{{package}}',
  apiVersion: 1,
  options,
  setup(api, {extensions, smallerThan}) {
    const unwanted = new Set(extensions.map((extension) => extension.toLowerCase()))
    api.onFileDiscovered((file) => {
      const extension = extname(file.path).toLowerCase()
      if (unwanted.has(extension)) file.skip(`"${extension}" is not wanted`)
      else if (file.size < smallerThan) file.skip(`smaller than ${smallerThan} bytes`)
    })
  },
}

export default plugin
