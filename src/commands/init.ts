import {join} from 'node:path'
import {BaseCommand} from '../base-command.ts'
import {configIn} from '../config/search.ts'
import {CONFIG_NAME, CONFIG_TEMPLATE} from '../config/template.ts'
import {MediaStructError} from '../errors.ts'
import {writeOwnFile} from '../own/write.ts'
import {fromText, pathFields} from '../paths/bytes.ts'
import {printable} from '../report/escape.ts'

export default class Init extends BaseCommand {
  static override description = 'Writes a commented config here.'
  static override examples = ['<%= config.bin %> init']
  static override needsConfig = false

  override async work(): Promise<unknown> {
    const existing = configIn(process.cwd())?.file
    if (existing !== undefined) {
      throw new MediaStructError('CONFIG_EXISTS', `There is a config here already: ${existing}`, {
        hint: 'See what it says: mediastruct config',
      })
    }
    const file = fromText(join(process.cwd(), CONFIG_NAME))
    await writeOwnFile(file, Buffer.from(CONFIG_TEMPLATE))
    this.host.reporter.print(
      `Wrote ${printable(CONFIG_NAME)}. Everything in it is commented out: name your directories there.`,
    )
    this.host.reporter.print('Next: mediastruct config')
    return {schema: 'mediastruct/init@1', ...pathFields('file', file)}
  }
}
