/** Offers the hash algorithm "{{name}}". */
import {extname} from 'node:path'
import type {Plugin} from 'mediastruct'

/** Lies beside this file: as TypeScript in tests, as JavaScript once it is built. */
const HASH_MODULE = new URL(`./hash${extname(import.meta.filename)}`, import.meta.url)

const plugin: Plugin = {
  name: '{{package}}',
  apiVersion: 1,
  setup(api) {
    api.hashAlgorithm({
      name: '{{name}}',
      module: HASH_MODULE.href,
      export: 'createHasher',
      digestBytes: 32,
    })
  },
}

export default plugin
