import {existsSync, statSync} from 'node:fs'
import {join, resolve} from 'node:path'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {BaseCommand} from '../../base-command.ts'
import {MediaStructError, messageOf} from '../../errors.ts'
import {type Arrived, arrived, tellArrived} from '../../install/arrived.ts'
import {linkPlugin} from '../../install/change.ts'
import {pluginSettings} from '../../install/config.ts'
import {conflictOf} from '../../install/conflicts.ts'
import {assertBringsSomething, readManifest} from '../../install/manifest.ts'
import {allowScripts, npmOf} from '../../install/npm.ts'
import {assertForeign} from '../../install/own-name.ts'
import {showScripts} from '../../install/show.ts'
import {printable} from '../../report/escape.ts'
import {outliveReader} from '../../report/stdout.ts'

export default class PluginsLink extends BaseCommand {
  static override description =
    'Links the directory of a plugin that you write: it is used as it lies there, built. No script of it runs.'
  static override examples = [
    '<%= config.bin %> plugins link ./mediastruct-plugin-lto',
    '<%= config.bin %> plugins link . --no-install',
  ]
  static override args = {path: Args.string({description: 'directory of the plugin', default: '.'})}
  static override flags = {
    'allow-scripts': Flags.boolean({
      description: 'run install scripts, those of its dependencies too',
      default: false,
    }),
    install: Flags.boolean({
      description: 'install its dependencies, where it has a package-lock.json and they are missing',
      allowNo: true,
      default: true,
    }),
  }
  static override needsConfig = false

  override async work(): Promise<unknown> {
    const {args, flags} = await this.parse(PluginsLink)
    outliveReader()
    const {reporter} = this.host
    const [root, scripts] = [directoryOf(args.path), flags['allow-scripts']]
    const manifest = readManifest(root, 'directory')
    const {name, version} = manifest
    reporter.print(printable(`${name} ${version}`))
    reporter.print(printable(`  from ${root}`))
    showScripts(reporter, manifest, scripts)
    assertBringsSomething(manifest)
    assertForeign(this.config, name)
    if (flags.install) await this.#installDependencies(root, scripts)
    const came = await this.#arrived(name, root)
    await linkPlugin(this.config, npmOf(this.config), name, root)
    const offering = {name, taps: came.taps, from: {kind: 'link', spec: root}} as const
    const conflict = await conflictOf(this.config, await pluginSettings(flags.config, reporter), offering)
    tellArrived(reporter, `Linked ${name} ${version}.`, came, conflict)
    return {
      schema: 'mediastruct/plugins-link@1',
      allowScripts: scripts,
      package: {name, version, from: root, scripts: manifest.scripts},
      ...came,
    }
  }

  async #installDependencies(root: string, scripts: boolean): Promise<void> {
    if (!existsSync(join(root, 'package-lock.json')) || existsSync(join(root, 'node_modules'))) return
    allowScripts(scripts)
    await npmOf(this.config).run(root, root, ['install'])
  }

  async #arrived(name: string, root: string): Promise<Arrived> {
    try {
      return await arrived(name, root, 'link')
    } catch (error) {
      throw new MediaStructError('BAD_PLUGIN', `${messageOf(error)}\nIt was not linked.`, {
        hint: 'Mend that, then link it again.',
      })
    }
  }
}

/** @throws MediaStructError NOT_A_DIRECTORY */
function directoryOf(typed: string): string {
  const root = resolve(typed)
  if (statSync(root, {throwIfNoEntry: false})?.isDirectory()) return root
  throw new MediaStructError('NOT_A_DIRECTORY', `There is no directory ${root}.`, {
    hint: 'A name or a tarball is installed: mediastruct plugins install NAME',
  })
}
