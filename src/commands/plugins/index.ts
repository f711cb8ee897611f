import {Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.ts'
import {loadConfig} from '../../config/load.ts'
import type {Settings} from '../../config/settings.ts'
import {MediaStructError, messageOf} from '../../errors.ts'
import {
  configPlugins,
  corePlugins,
  type ListedPlugin,
  toldOfConflicts,
  userPlugins,
} from '../../install/listed.ts'
import {turnedOffName} from '../../plugin/commands.ts'
import {table} from '../../report/table.ts'

const COLUMNS = ['plugin', 'version', 'from', 'taps'].map((title) => ({title}))

export default class Plugins extends BaseCommand {
  static override description =
    'Lists the plugins that you installed, linked, or named in a config: where each came from, and what it taps.'
  static override examples = ['<%= config.bin %> plugins', '<%= config.bin %> plugins --core']
  static override flags = {
    core: Flags.boolean({description: 'also those that ship with the program'}),
  }
  static override needsConfig = false

  override async work(): Promise<unknown> {
    const {flags} = await this.parse(Plugins)
    const settings = await this.#settings(flags.config)
    const core = await corePlugins(this.config)
    const inUse = core.filter(({name}) => turnedOffName(name, settings) === undefined)
    const others = [
      ...(await configPlugins(this.config, settings.plugins)),
      ...(await this.#installed(settings.plugins)),
    ]
    const plugins = [...(flags.core ? core : []), ...toldOfConflicts(inUse, others)]
    this.#show(plugins)
    return {schema: 'mediastruct/plugins@1', plugins}
  }

  /** A config that is broken, or may not run, is no reason not to list what can be listed. */
  async #settings(file: string | undefined): Promise<Pick<Settings, 'plugins' | 'disable'>> {
    try {
      return (await loadConfig({cwd: process.cwd(), file})).settings
    } catch (error) {
      this.host.reporter.warn(`What the config names is not listed: ${messageOf(error)}`)
      return {plugins: [], disable: []}
    }
  }

  async #installed(named: Settings['plugins']): Promise<ListedPlugin[]> {
    try {
      return await userPlugins(this.config, named)
    } catch (error) {
      const hint = error instanceof MediaStructError ? `\n${error.hint}` : ''
      this.host.reporter.warn(`${messageOf(error)}${hint}`)
      return []
    }
  }

  #show(plugins: readonly ListedPlugin[]): void {
    const {reporter} = this.host
    if (plugins.length === 0) {
      reporter.print('No plugins but those that ship with the program; see them with --core.')
      reporter.print('Next: mediastruct plugins install NAME')
      return
    }
    for (const line of table(COLUMNS, plugins.map(row))) reporter.print(line)
    if (reporter.json) return
    for (const {name, needs, problem, from} of plugins) {
      if (needs !== null) reporter.warn(needs)
      if (problem === null) continue
      const remedy =
        from.kind === 'config'
          ? `Take it out of "plugins" in ${from.spec}`
          : `Remove it: mediastruct plugins uninstall ${name}`
      reporter.warn(`${problem}\n${remedy}`)
    }
  }
}

function row({name, version, from, taps, needs, problem}: ListedPlugin): string[] {
  const tapped = taps.map((tap) => (tap.name === undefined ? tap.hook : `${tap.hook} ${tap.name}`))
  return [
    name,
    version ?? '',
    from.kind === 'core' ? 'ships with mediastruct' : `${from.kind} ${from.spec}`,
    problem === null ? (needs === null ? tapped.join(', ') : '(needs options)') : "(can't be loaded)",
  ]
}
