import type {DatableFile, Plugin} from 'mediastruct'
import {SOURCE_NAMES, type SourceName} from './sources/names.ts'

/** The capture-date sources, and the default strategy: the host's proposal as it is. */
export default async function ingester(): Promise<Plugin> {
  return {
    name: '@mediastruct/plugin-ingester',
    apiVersion: 1,
    setup(api) {
      for (const name of SOURCE_NAMES) api.captureDate(name, (file) => dateBy(name, file))
      api.renameStrategy('datetime-hash', (_file, proposal) => proposal)
    },
  }
}

type Sources = typeof import('./sources/index.ts') & typeof import('./sources/source.ts')

let sources: Promise<Sources> | undefined

/** Loaded with the first file that is asked for its date, and looked for no more: an import is not free the second time. */
function loaded(): Promise<Sources> {
  sources ??= Promise.all([import('./sources/index.ts'), import('./sources/source.ts')]).then(
    ([all, one]) => ({...all, ...one}),
  )
  // Where the system had no file to lend for a moment, it is asked again.
  sources.catch(() => {
    sources = undefined
  })
  return sources
}

async function dateBy(name: SourceName, file: DatableFile) {
  const {DATE_SOURCES, answerOf} = await loaded()
  return answerOf(await DATE_SOURCES[name].weigh(file), file)
}
