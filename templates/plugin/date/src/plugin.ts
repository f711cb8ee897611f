/** Offers the capture-date source "{{name}}". */
import {basename, dirname} from 'node:path'
import type {Plugin} from 'mediastruct'

const DAY = /^\d{4}-\d{2}-\d{2}(?!\d)/

const plugin: Plugin = {
  name: '{{package}}',
  apiVersion: 1,
  setup(api) {
    // A source that looks into the file reads it with `await file.read(position, length)`.
    api.captureDate('{{name}}', (file) => {
      const [local] = DAY.exec(basename(dirname(file.path))) ?? []
      return local === undefined ? undefined : {local, confidence: 'low'}
    })
  },
}

export default plugin
