import * as Flags from '@oclif/core/flags'
import {BaseCommand} from '../../base-command.ts'
import {EXIT} from '../../errors.ts'
import {type Bringer, bring, present} from '../../install/bring.ts'
import {type Failed, failed} from '../../install/failed.ts'
import {installedVersion} from '../../install/manifest.ts'
import {npmOf} from '../../install/npm.ts'
import {assertNamed, fingerprintOf, withPreview} from '../../install/preview.ts'
import {specOfInstalled} from '../../install/spec.ts'
import {type Installed, installedPlugins, rootOf} from '../../plugin/installed.ts'
import {printable} from '../../report/escape.ts'
import {outliveReader} from '../../report/stdout.ts'

interface Updated {
  readonly name: string
  /** Null where what was there could not be read. */
  readonly from: string | null
  readonly to: string
  /** Whether it is another one now, be it of the same version. */
  readonly changed: boolean
}

export default class PluginsUpdate extends BaseCommand {
  static override description =
    'Brings the installed plugins up to date, each shown before as on install. No script of them runs.'
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
    outliveReader()
    const {config} = this
    const {reporter} = this.host
    const bringer = {config, npm: npmOf(config), reporter, scripts: flags['allow-scripts']}
    const user = installedPlugins(config).filter(({type}) => type === 'user')
    if (user.length === 0) reporter.print('No plugins are installed.')
    const [updated, errors]: [Updated[], Failed[]] = [[], []]
    for (const entry of user) {
      try {
        updated.push(await this.#update(bringer, entry))
      } catch (error) {
        errors.push(failed(reporter, entry.name, error))
      }
    }
    if (errors.length > 0) this.setExitCode(EXIT.findings)
    return {schema: 'mediastruct/plugins-update@1', allowScripts: bringer.scripts, updated, errors}
  }

  /** Brings what came from the registry up to its tag, and what came from elsewhere to what is there now. */
  async #update(bringer: Bringer, entry: Installed): Promise<Updated> {
    const {config, npm, reporter} = bringer
    const {name} = entry
    return await withPreview(npm, specOfInstalled(entry), async (shown) => {
      assertNamed(shown, name)
      const [from, to] = [installedVersion(rootOf(config, entry)), shown.version]
      const isThere = fingerprintOf(config.dataDir, name) === (shown.integrity ?? shown.resolved)
      const changed = from === null || !isThere
      if (changed) {
        present(bringer, shown)
        await bring(bringer, shown)
      }
      const became =
        from === to ? `${name} ${to}: another one of that version` : `${name} ${from ?? '?'} → ${to}`
      reporter.print(printable(changed ? became : `${name} ${to}: unchanged`))
      return {name, from, to, changed}
    })
  }
}
