import type {Plugin} from 'mediastruct'

/** The sorter brings a command; what stays is decided by the chosen dedupe policy. */
export default async function sorter(): Promise<Plugin> {
  return {name: '@mediastruct/plugin-sorter', apiVersion: 1, setup: () => undefined}
}
