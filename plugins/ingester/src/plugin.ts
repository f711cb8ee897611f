import type {Plugin} from 'mediastruct'
import {DATE_SOURCES} from './sources/index.ts'

/** The capture-date sources, and the default strategy: the host's proposal as it is. */
export default async function ingester(): Promise<Plugin> {
  return {
    name: '@mediastruct/plugin-ingester',
    apiVersion: 1,
    setup(api) {
      for (const {name, date} of DATE_SOURCES) api.captureDate(name, date)
      api.renameStrategy('datetime-hash', (_file, proposal) => proposal)
    },
  }
}
