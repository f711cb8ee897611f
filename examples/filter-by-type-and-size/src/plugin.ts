/** Leaves out files of given types and sizes. Without options, none. */
import type {DiscoveredFile, Plugin} from 'mediastruct'
import {OPTIONS, type Options} from './options.ts'

const plugin: Plugin<Options> = {
  name: 'mediastruct-plugin-filter-by-type-and-size',
  apiVersion: 1,
  options: OPTIONS,
  setup(api, options) {
    // Who asks nothing need not be asked about every file.
    if (Object.keys(options).length === 0) return
    api.onFileDiscovered((file) => {
      if (isMeant(file, options)) file.skip(reasonOf(options))
    })
  },
}

/** All that is given must be met. */
function isMeant({path, size}: DiscoveredFile, {types, smallerThan, largerThan}: Options): boolean {
  if (types && !types.some((type) => path.toLowerCase().endsWith(type))) return false
  if (smallerThan && size >= smallerThan.bytes) return false
  return !largerThan || size > largerThan.bytes
}

function reasonOf({types, smallerThan, largerThan}: Options): string {
  const parts = [
    ...(types ? [`of type ${types.join(', ')}`] : []),
    ...(smallerThan ? [`smaller than ${smallerThan.text}`] : []),
    ...(largerThan ? [`larger than ${largerThan.text}`] : []),
  ]
  return parts.join(' and ')
}

export default plugin
