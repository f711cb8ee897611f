import type {Plugin} from 'mediastruct'

/** The archiver brings commands; which medium a volume must fit on is asked of the volume targets. */
export default async function archiver(): Promise<Plugin> {
  return {name: '@mediastruct/plugin-archiver', apiVersion: 1, setup: () => undefined}
}
