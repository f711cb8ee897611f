import {resolve} from 'node:path'
import * as Args from '@oclif/core/args'
import {BaseCommand} from '../../base-command.ts'
import {trustFile} from '../../config/trust.ts'
import {printable} from '../../report/escape.ts'

export default class ConfigTrust extends BaseCommand {
  static override description =
    'Remembers a config by its hash, so that the code in it may run wherever it lies. A change of the file ends that.'
  static override examples = ['<%= config.bin %> config trust ./mediastruct.config.ts']
  static override args = {file: Args.string({description: 'the config file', required: true})}
  static override needsConfig = false

  override async work(): Promise<unknown> {
    const {args} = await this.parse(ConfigTrust)
    const file = resolve(args.file)
    const sha256 = await trustFile(file)
    this.host.reporter.print(`${printable(file)} may run code now, as long as it stays as it is.`)
    return {schema: 'mediastruct/config-trust@1', file, sha256}
  }
}
