import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {BaseCommand} from '../../base-command.ts'
import {type Arrived, tellArrived} from '../../install/arrived.ts'
import {type Bringer, bring, present} from '../../install/bring.ts'
import {pluginSettings} from '../../install/config.ts'
import {conflictOf} from '../../install/conflicts.ts'
import {npmOf} from '../../install/npm.ts'
import {type Preview, withPreview} from '../../install/preview.ts'
import {previewFields} from '../../install/show.ts'
import {specOf} from '../../install/spec.ts'
import {outliveReader} from '../../report/stdout.ts'

export default class PluginsInstall extends BaseCommand {
  static override description =
    'Installs a plugin: shows what it is, then lets npm install it. No script of it, or of what it depends on, runs.'
  static override examples = [
    '<%= config.bin %> plugins install mediastruct-plugin-lto',
    '<%= config.bin %> plugins install ./mediastruct-plugin-lto-1.0.0.tgz --dry-run',
    '<%= config.bin %> plugins install https://github.com/someone/mediastruct-plugin-lto',
  ]
  static override aliases = ['plugins:add']
  static override args = {
    plugin: Args.string({description: 'name, tarball, or address of a git repository', required: true}),
  }
  static override flags = {
    'allow-scripts': Flags.boolean({
      description: 'run install scripts, those of its dependencies too',
      default: false,
    }),
    'dry-run': Flags.boolean({
      char: 'n',
      description: 'show what would be installed, and install nothing',
      default: false,
    }),
  }
  static override needsConfig = false

  override async work(): Promise<unknown> {
    const {args, flags} = await this.parse(PluginsInstall)
    outliveReader()
    const {config} = this
    const {reporter} = this.host
    const bringer = {config, npm: npmOf(config), reporter, scripts: flags['allow-scripts']}
    return await withPreview(bringer.npm, specOf(args.plugin), async (shown) => {
      present(bringer, shown)
      if (flags['dry-run']) reporter.print('Nothing was installed: without --dry-run it would be.')
      const came = flags['dry-run'] ? null : await this.#install(bringer, shown, flags.config)
      return {
        schema: 'mediastruct/plugins-install@1',
        dryRun: flags['dry-run'],
        allowScripts: bringer.scripts,
        package: previewFields(shown),
        taps: came?.taps ?? null,
        commands: came?.commands ?? null,
        needs: came?.needs ?? null,
      }
    })
  }

  async #install(bringer: Bringer, shown: Preview, file: string | undefined): Promise<Arrived> {
    const {config, reporter} = bringer
    const {name, version, spec} = shown
    const came = await bring(bringer, shown)
    const offering = {name, taps: came.taps, from: {kind: 'registry', spec: spec.typed}} as const
    const conflict = await conflictOf(config, await pluginSettings(file, reporter), offering)
    tellArrived(reporter, `Installed ${name} ${version}.`, came, conflict)
    return came
  }
}
