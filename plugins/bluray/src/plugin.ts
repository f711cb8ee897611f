/** Offers optical media as volume targets; what a plugin for tapes would look like, too. */
import type {Plugin} from 'mediastruct'
import {TARGETS} from './targets.ts'

/** The oclif hook `mediastruct:plugin`. */
export default async function bluray(): Promise<Plugin> {
  return {
    name: '@mediastruct/plugin-bluray',
    apiVersion: 1,
    setup(api) {
      for (const target of TARGETS) api.volumeTarget(target)
    },
  }
}
