/** What a config says of plugins, for commands that work without one. */
import {loadConfig} from '../config/load.ts'
import {messageOf} from '../errors.ts'
import type {Reporter} from '../report/reporter.ts'
import type {PluginSettings} from './conflicts.ts'

/** A config that is broken, or may not run, is no reason not to tell what can be told. */
export async function pluginSettings(file: string | undefined, reporter: Reporter): Promise<PluginSettings> {
  try {
    return (await loadConfig({cwd: process.cwd(), file})).settings
  } catch (error) {
    reporter.warn(`What the config says of plugins is left aside: ${messageOf(error)}`)
    return {plugins: [], disable: []}
  }
}
