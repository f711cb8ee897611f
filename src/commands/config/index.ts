import {BaseCommand} from '../../base-command.ts'
import {KEYS} from '../../config/load.ts'
import {effectiveConfig, inWords} from '../../config/show.ts'
import {printable} from '../../report/escape.ts'
import {table} from '../../report/table.ts'

export default class Config extends BaseCommand {
  static override description = 'Prints the effective config and where each value comes from.'
  static override examples = ['<%= config.bin %> config', '<%= config.bin %> config --json']

  override async work(): Promise<unknown> {
    const {file, settings, origins} = this.host.loaded
    const {reporter} = this.host
    const config = effectiveConfig(settings)
    reporter.print(file === undefined ? 'No config file; "mediastruct init" writes one.' : printable(file))
    const rows = KEYS.map((key) => [key, inWords(config[key]), origins.get(key) ?? 'default'])
    for (const line of table([{title: 'key'}, {title: 'value'}, {title: 'from'}], rows)) reporter.print(line)
    return {schema: 'mediastruct/config@1', file: file ?? null, config, origins: Object.fromEntries(origins)}
  }
}
