import {join} from 'node:path'
import {Flags} from '@oclif/core'
import {BaseCommand} from '../../base-command.ts'
import {update} from '../../install/change.ts'
import {readManifest} from '../../install/manifest.ts'
import {npmOf} from '../../install/npm.ts'
import {installedPlugins} from '../../plugin/installed.ts'
import {printable} from '../../report/escape.ts'

export default class PluginsUpdate extends BaseCommand {
  static override description = 'Brings the installed plugins up to date. No script of them runs.'
  static override examples = ['<%= config.bin %> plugins update']
  static override flags = {
    'allow-scripts': Flags.boolean({
      description: 'run install scripts, those of dependencies too',
      default: false,
    }),
  }
  static override needsConfig = false

  override async work(): Promise<unknown> {
    const {flags} = await this.parse(PluginsUpdate)
    const before = this.#versions()
    await update(this.config, npmOf(this.config), flags['allow-scripts'])
    const after = this.#versions()
    const updated = [...after].map(([name, to]) => ({name, from: before.get(name) ?? null, to}))
    if (updated.length === 0) this.host.reporter.print('No plugins are installed.')
    for (const {name, from, to} of updated) {
      this.host.reporter.print(
        printable(from === to ? `${name} ${to}: unchanged` : `${name} ${from} → ${to}`),
      )
    }
    return {schema: 'mediastruct/plugins-update@1', allowScripts: flags['allow-scripts'], updated}
  }

  /** By name; null where the package can't be read. */
  #versions(): Map<string, string | null> {
    const user = installedPlugins(this.config).filter(({type}) => type === 'user')
    return new Map(user.map(({name}) => [name, versionIn(join(this.config.dataDir, 'node_modules', name))]))
  }
}

function versionIn(directory: string): string | null {
  try {
    return readManifest(directory).version
  } catch {
    return null
  }
}
