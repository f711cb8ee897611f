import type {Plugin} from 'mediastruct'

/** The demo brings a command and answers no question. */
export default async function demo(): Promise<Plugin> {
  return {name: '@mediastruct/plugin-demo', apiVersion: 1, setup: () => undefined}
}
