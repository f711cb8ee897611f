/** Offers the capture-date source `exiftool`: what ExifTool finds in files that the built-in readers don't know. */
import type {DatableFile, Plugin} from 'mediastruct'
import {ExifTool} from './exiftool.ts'

const plugin: Plugin = {
  name: '@mediastruct/plugin-exiftool',
  apiVersion: 1,
  setup(api) {
    const exiftool = new ExifTool()
    api.captureDate('exiftool', (file) => dateBy(exiftool, file))
  },
}

async function dateBy(exiftool: ExifTool, file: DatableFile) {
  const {ARGUMENTS, dateAmong} = await import('./dates.ts')
  return dateAmong(await exiftool.tagsOf(file.raw, ARGUMENTS), file)
}

export default plugin
