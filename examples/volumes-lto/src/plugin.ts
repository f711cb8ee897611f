/** Offers LTO tapes and directories of a given size as media. */
import type {Plugin} from 'mediastruct'
import {directoryTarget} from './directory.ts'
import {OPTIONS, type Options} from './options.ts'
import {TAPES} from './tapes.ts'

const plugin: Plugin<Options> = {
  name: 'mediastruct-plugin-volumes-lto',
  apiVersion: 1,
  options: OPTIONS,
  setup(api, {directories, cluster, fileSystem}) {
    for (const tape of TAPES) api.volumeTarget(tape)
    for (const [name, capacity] of Object.entries(directories)) {
      api.volumeTarget(directoryTarget(name, capacity, cluster, fileSystem))
    }
  },
}

export default plugin
