import type {Plugin} from 'mediastruct'

/** The crawler brings commands; its algorithm is chosen by name among what any plugin offers. */
export default async function crawler(): Promise<Plugin> {
  return {name: '@mediastruct/plugin-crawler', apiVersion: 1, setup: () => undefined}
}
