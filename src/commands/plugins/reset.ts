import * as Flags from '@oclif/core/flags'
import {commands} from '@oclif/plugin-plugins'
import {BaseCommand} from '../../base-command.ts'
import {EXIT, MediaStructError} from '../../errors.ts'
import {arrived} from '../../install/arrived.ts'
import {type Bringer, bring, present, tried} from '../../install/bring.ts'
import {forgetList, remember, uninstall} from '../../install/change.ts'
import {type Failed, failed} from '../../install/failed.ts'
import {npmOf} from '../../install/npm.ts'
import {assertNamed, type Preview, withPreview} from '../../install/preview.ts'
import {specOfInstalled} from '../../install/spec.ts'
import {type Installed, installedPlugins, rootOf} from '../../plugin/installed.ts'
import {printable} from '../../report/escape.ts'
import {outliveReader} from '../../report/stdout.ts'

/** oclif's own, which knows what npm leaves behind. It would tell about it on stdout. */
class HardReset extends commands['plugins:reset'] {
  override log(): void {}
}

export default class PluginsReset extends BaseCommand {
  static override description = 'Removes every plugin that was installed or linked.'
  static override examples = ['<%= config.bin %> plugins reset', '<%= config.bin %> plugins reset --hard']
  static override flags = {
    hard: Flags.boolean({description: 'also what npm left behind: for a list or package that is broken'}),
    reinstall: Flags.boolean({
      description: 'install and link all of them again; what fails stays as it is',
      default: false,
    }),
    'allow-scripts': Flags.boolean({
      description: 'run install scripts, those of dependencies too',
      dependsOn: ['reinstall'],
      default: false,
    }),
  }
  static override needsConfig = false

  override async work(): Promise<unknown> {
    const {flags} = await this.parse(PluginsReset)
    outliveReader()
    const {config} = this
    const {reporter} = this.host
    const bringer = {config, npm: npmOf(config), reporter, scripts: flags['allow-scripts']}
    const all = this.#installed(flags.hard)
    if (all.length === 0) reporter.print('No plugins were installed.')
    if (flags.hard && flags.reinstall) await this.#assertAllCome(bringer, all)
    if (flags.hard) await this.#removeAll()
    const {done, errors} = await this.#each(bringer, all, flags)
    for (const name of done) {
      reporter.print(printable(`${flags.reinstall ? 'Installed again' : 'Removed'}: ${name}`))
    }
    if (errors.length > 0) this.setExitCode(EXIT.findings)
    return {schema: 'mediastruct/plugins-reset@1', removed: done, reinstalled: flags.reinstall, errors}
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

  async #removeAll(): Promise<void> {
    await forgetList(this.config)
    await HardReset.run(['--hard'], this.config)
  }

  async #each(
    bringer: Bringer,
    all: readonly Installed[],
    {hard, reinstall}: {readonly hard: boolean; readonly reinstall: boolean},
  ): Promise<{done: string[]; errors: Failed[]}> {
    const [done, errors]: [string[], Failed[]] = [[], []]
    for (const entry of all) {
      try {
        // What can't be had again is still known by name, and can be looked for.
        if (hard && reinstall) await remember(this.config, entry)
        if (reinstall) await again(bringer, entry, async (shown) => void (await bring(bringer, shown, !hard)))
        else if (!hard) await uninstall(this.config, bringer.npm, entry)
        done.push(entry.name)
      } catch (error) {
        errors.push(failed(bringer.reporter, entry.name, error))
        // Off the list it is, whatever of it is left.
        if (!reinstall) done.push(entry.name)
      }
    }
    return {done, errors}
  }

  /** --hard removes all before the first one comes again. @throws MediaStructError CANT_REINSTALL */
  async #assertAllCome(bringer: Bringer, all: readonly Installed[]): Promise<void> {
    const errors: Failed[] = []
    for (const entry of all) {
      try {
        await again(bringer, entry, async (shown) => void (await tried(bringer, shown)))
      } catch (error) {
        errors.push(failed(bringer.reporter, entry.name, error))
      }
    }
    if (errors.length === 0) return
    const names = errors.map(({name}) => name).join(', ')
    throw new MediaStructError('CANT_REINSTALL', `Nothing was removed: it would not come again: ${names}`, {
      hint: 'Uninstall what is not needed any more, or leave out --hard or --reinstall.',
    })
  }
}

/** @param use does with a package what is to be done; a linked one lies where it lay */
async function again(
  bringer: Bringer,
  entry: Installed,
  use: (shown: Preview) => Promise<void>,
): Promise<void> {
  const {config, npm} = bringer
  if (entry.type === 'link') return void (await arrived(entry.name, rootOf(config, entry), 'link'))
  await withPreview(npm, specOfInstalled(entry), async (shown) => {
    assertNamed(shown, entry.name)
    present(bringer, shown)
    await use(shown)
  })
}
