/** Offers SHA-256 as a hash algorithm. */
import type {Plugin} from 'mediastruct'

const plugin: Plugin = {
  name: 'mediastruct-plugin-hash-sha256',
  apiVersion: 1,
  setup(api) {
    api.hashAlgorithm({
      name: 'sha256',
      // Worker threads import it, so it has a module of its own, named by where this one lies.
      module: new URL('./sha256.js', import.meta.url).href,
      export: 'createSha256',
      digestBytes: 32,
    })
  },
}

export default plugin
