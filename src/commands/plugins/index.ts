import * as Flags from '@oclif/core/flags'
import {BaseCommand} from '../../base-command.ts'
import type {Settings} from '../../config/settings.ts'
import {MediaStructError, messageOf} from '../../errors.ts'
import {pluginSettings} from '../../install/config.ts'
import {toldOfConflicts} from '../../install/conflicts.ts'
import {configPlugins, corePlugins, type ListedPlugin, tapText, userPlugins} from '../../install/listed.ts'
import {withHint} from '../../report/refusal.ts'
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
    const settings = await pluginSettings(flags.config, this.host.reporter)
    const core = await corePlugins(this.config)
    const others = [
      ...(await configPlugins(this.config, settings.plugins)),
      ...(await this.#installed(settings.plugins)),
    ]
    const plugins = [...(flags.core ? core : []), ...toldOfConflicts(core, settings, others)]
    this.#show(plugins)
    return {schema: 'mediastruct/plugins@1', plugins}
  }

  async #installed(named: Settings['plugins']): Promise<ListedPlugin[]> {
    try {
      return await userPlugins(this.config, named)
    } catch (error) {
      const hint = error instanceof MediaStructError ? error.hint : undefined
      this.host.reporter.warn(withHint(messageOf(error), hint))
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
    for (const {needs, problem, hint} of plugins) {
      if (needs !== null) reporter.warn(needs)
      if (problem !== null) reporter.warn(withHint(problem, hint))
    }
  }
}

function row({name, version, from, taps, needs, problem}: ListedPlugin): string[] {
  const tapped = taps.map(tapText)
  return [
    name,
    version ?? '',
    from.kind === 'core' ? 'ships with mediastruct' : `${from.kind} ${from.spec}`,
    problem === null ? (needs === null ? tapped.join(', ') : '(needs options)') : '(does not work)',
  ]
}
