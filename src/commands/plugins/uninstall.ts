import {resolve} from 'node:path'
import * as Args from '@oclif/core/args'
import {BaseCommand} from '../../base-command.ts'
import {EXIT, MediaStructError, nearest} from '../../errors.ts'
import {uninstall} from '../../install/change.ts'
import {type Failed, failed} from '../../install/failed.ts'
import {npmOf} from '../../install/npm.ts'
import {assertRemovable} from '../../install/own-name.ts'
import {type Installed, installedPlugins} from '../../plugin/installed.ts'
import {printable} from '../../report/escape.ts'
import {outliveReader} from '../../report/stdout.ts'

export default class PluginsUninstall extends BaseCommand {
  static override description = 'Removes a plugin that was installed or linked, also one that is broken.'
  static override examples = ['<%= config.bin %> plugins uninstall mediastruct-plugin-lto']
  static override aliases = ['plugins:unlink', 'plugins:remove']
  static override strict = false
  static override args = {
    plugin: Args.string({description: 'name, or linked directory; several may be named', required: true}),
  }
  static override needsConfig = false

  override async work(): Promise<unknown> {
    const {argv} = await this.parse(PluginsUninstall)
    outliveReader()
    const {reporter} = this.host
    const removed = (argv as string[]).map((typed) => this.#find(typed))
    const errors: Failed[] = []
    for (const entry of removed) {
      try {
        await uninstall(this.config, npmOf(this.config), entry)
      } catch (error) {
        errors.push(failed(reporter, entry.name, error))
      }
      reporter.print(printable(`Removed ${entry.name}.`))
    }
    if (errors.length > 0) this.setExitCode(EXIT.findings)
    return {schema: 'mediastruct/plugins-uninstall@1', removed: removed.map(({name}) => name), errors}
  }

  /** @throws MediaStructError NOT_INSTALLED, FIRST_PARTY */
  #find(typed: string): Installed {
    const installed = installedPlugins(this.config)
    const found = installed.find(
      ({name, root}) => name === typed || name === withoutTag(typed) || root === resolve(typed),
    )
    if (found) return found
    assertRemovable(this.config, typed)
    const suggestion = nearest(
      typed,
      installed.map(({name}) => name),
    )
    const offer = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`
    throw new MediaStructError('NOT_INSTALLED', `There is no plugin "${typed}" installed.${offer}`, {
      hint: 'See which there are: mediastruct plugins',
    })
  }
}

function withoutTag(typed: string): string {
  return typed.replace(/(?<!^)@[^/@]*$/, '')
}
