import {join} from 'node:path'
import {Args, Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.ts'
import {MediaStructError, messageOf} from '../../errors.ts'
import {type Arrived, arrived, nextStep, whatItBrings} from '../../install/arrived.ts'
import {install, uninstall} from '../../install/change.ts'
import {assertBringsSomething} from '../../install/manifest.ts'
import {type Npm, npmOf} from '../../install/npm.ts'
import {assertForeign} from '../../install/own-name.ts'
import {type Preview, preview} from '../../install/preview.ts'
import {previewFields, showPreview} from '../../install/show.ts'
import {specOf} from '../../install/spec.ts'
import {printable} from '../../report/escape.ts'

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
    const [npm, scripts] = [npmOf(this.config), flags['allow-scripts']]
    const shown = await preview(npm, specOf(args.plugin))
    showPreview(this.host.reporter, shown, scripts)
    assertBringsSomething(shown)
    assertForeign(this.config, shown.name)
    if (flags['dry-run']) this.host.reporter.print('Nothing was installed: without --dry-run it would be.')
    const came = flags['dry-run'] ? null : await this.#install(npm, shown, scripts)
    return {
      schema: 'mediastruct/plugins-install@1',
      dryRun: flags['dry-run'],
      allowScripts: scripts,
      package: previewFields(shown),
      taps: came?.taps ?? null,
      commands: came?.commands ?? null,
      needs: came?.needs ?? null,
    }
  }

  async #install(npm: Npm, shown: Preview, scripts: boolean): Promise<Arrived> {
    const {name, version} = shown
    const {reporter} = this.host
    await install(this.config, npm, shown, scripts)
    const came = await this.#arrived(npm, shown, scripts)
    reporter.print(printable(`Installed ${name} ${version}.`))
    for (const line of whatItBrings(came)) reporter.print(printable(line))
    reporter.print(printable(nextStep(came)))
    return came
  }

  /** What can't be loaded would stop every command: it goes again. */
  async #arrived(npm: Npm, {name, scripts: declared}: Preview, scripts: boolean): Promise<Arrived> {
    try {
      return await arrived(name, join(this.config.dataDir, 'node_modules', name), 'user')
    } catch (error) {
      await uninstall(this.config, npm, {name, type: 'user'})
      const needsThem = !scripts && Object.keys(declared).length > 0
      throw new MediaStructError('BAD_PLUGIN', `${messageOf(error)}\nIt was removed again.`, {
        hint: needsThem
          ? 'It has install scripts, which did not run: if you trust it, say --allow-scripts.'
          : 'Tell its author.',
      })
    }
  }
}
