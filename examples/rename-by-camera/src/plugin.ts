/** Offers the rename strategy `by-camera`: the proposed folder and name, below a folder for the camera. */
import type {Plugin} from 'mediastruct'
import {z} from 'zod'
import {cameraOf} from './camera.ts'
import {folderName} from './folder-name.ts'

const OPTIONS = z.strictObject({
  /** Folder of files that name no camera. */
  unknown: z
    .string()
    .refine((text) => text !== '' && folderName(text) === text, 'expected a name that every system takes')
    .default('unknown camera'),
})

const plugin: Plugin<z.infer<typeof OPTIONS>> = {
  name: 'mediastruct-plugin-rename-by-camera',
  apiVersion: 1,
  options: OPTIONS,
  setup(api, {unknown}) {
    api.renameStrategy('by-camera', (file, proposal) => {
      // What a camera wrote into a file is anybody's text: nothing of it may become a path.
      const camera = folderName(cameraOf(file)) || unknown
      return {folder: proposal.folder === '' ? camera : `${camera}/${proposal.folder}`, name: proposal.name}
    })
  },
}

export default plugin
