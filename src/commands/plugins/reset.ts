import {Flags} from '@oclif/core'
import {commands} from '@oclif/plugin-plugins'
import {BaseCommand} from '../../base-command.ts'
import {MediaStructError} from '../../errors.ts'
import {install, linkPlugin, uninstall} from '../../install/change.ts'
import {type Npm, npmOf} from '../../install/npm.ts'
import {preview} from '../../install/preview.ts'
import {type Installed, installedPlugins} from '../../plugin/installed.ts'
import {printable} from '../../report/escape.ts'

/** oclif's own, which knows what npm leaves behind. It would tell about it on stdout. */
class HardReset extends commands['plugins:reset'] {
  override log(): void {}
}

export default class PluginsReset extends BaseCommand {
  static override description = 'Removes every plugin that was installed or linked.'
  static override examples = ['<%= config.bin %> plugins reset', '<%= config.bin %> plugins reset --hard']
  static override flags = {
    hard: Flags.boolean({description: 'also what npm left behind: for a list or package that is broken'}),
    reinstall: Flags.boolean({description: 'install and link all of them again', default: false}),
    'allow-scripts': Flags.boolean({
      description: 'run install scripts, those of dependencies too',
      dependsOn: ['reinstall'],
      default: false,
    }),
  }
  static override needsConfig = false

  override async work(): Promise<unknown> {
    const {flags} = await this.parse(PluginsReset)
    const npm = npmOf(this.config)
    const removed = this.#installed(flags.hard)
    if (flags.hard) await HardReset.run(['--hard'], this.config)
    else for (const entry of removed) await uninstall(this.config, npm, entry)
    if (flags.reinstall) for (const entry of removed) await this.#again(npm, entry, flags['allow-scripts'])
    const verb = flags.reinstall ? 'Installed again' : 'Removed'
    if (removed.length === 0) this.host.reporter.print('No plugins were installed.')
    for (const {name} of removed) this.host.reporter.print(printable(`${verb}: ${name}`))
    const names = removed.map(({name}) => name)
    return {schema: 'mediastruct/plugins-reset@1', removed: names, reinstalled: flags.reinstall}
  }

  /** A list that can't be read goes with --hard: that is what it is for. @throws MediaStructError BAD_PLUGIN_LIST */
  #installed(hard: boolean): Installed[] {
    try {
      return installedPlugins(this.config)
    } catch (error) {
      if (hard && error instanceof MediaStructError) return []
      throw error
    }
  }

  async #again(npm: Npm, {name, type, tag, url, root = ''}: Installed, scripts: boolean): Promise<void> {
    if (type === 'link') return await linkPlugin(this.config, name, root)
    const spec =
      url === undefined
        ? {typed: name, npm: `${name}@${tag ?? 'latest'}`, tag: tag ?? 'latest'}
        : {typed: url, npm: url}
    await install(this.config, npm, await preview(npm, spec), scripts)
  }
}
