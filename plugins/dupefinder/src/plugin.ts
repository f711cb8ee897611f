import type {Plugin} from 'mediastruct'

/** The default policy: the host gives the files in its order of preference, and the first one stays. */
export default async function dupefinder(): Promise<Plugin> {
  return {
    name: '@mediastruct/plugin-dupefinder',
    apiVersion: 1,
    setup(api) {
      api.dedupePolicy(
        'prefer-master',
        ({files: [first]}) =>
          first && {
            keep: first.path,
            reason: first.master ? 'in a master tree' : `first in order (${first.role})`,
          },
      )
    },
  }
}
