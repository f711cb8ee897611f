import * as Args from '@oclif/core/args'
import {BaseCommand} from '../../base-command.ts'
import {unknownName} from '../../errors.ts'
import {pluginSettings} from '../../install/config.ts'
import {type PluginSettings, toldOfConflicts} from '../../install/conflicts.ts'
import {type Dependency, dependenciesOf} from '../../install/dependencies.ts'
import {corePlugins, type ListedPlugin, type Origin, otherPlugins, tapText} from '../../install/listed.ts'
import {type Manifest, readManifest} from '../../install/manifest.ts'
import {printable} from '../../report/escape.ts'
import {withHint} from '../../report/refusal.ts'
import {table} from '../../report/table.ts'

export default class PluginsInspect extends BaseCommand {
  static override description =
    'Tells all of one plugin: version, where it came from, what it taps, its commands, what it depends on.'
  static override examples = ['<%= config.bin %> plugins inspect mediastruct-plugin-lto']
  static override args = {plugin: Args.string({description: 'its name', required: true})}
  static override needsConfig = false

  override async work(): Promise<unknown> {
    const {args, flags} = await this.parse(PluginsInspect)
    const {reporter} = this.host
    const all = await this.#all(await pluginSettings(flags.config, reporter))
    const plugin = all.find(({name}) => name === args.plugin)
    if (!plugin) {
      throw unknownName(
        'plugin',
        args.plugin,
        all.map(({name}) => name),
      )
    }
    const manifest = manifestOf(plugin)
    const dependencies = manifest && plugin.root ? dependenciesOf(plugin.root, manifest.dependencies) : []
    const {engines = {}, scripts = {}} = manifest ?? {}
    for (const line of lines(plugin, engines, scripts, dependencies)) reporter.print(line)
    const {needs, problem, hint} = plugin
    if (needs !== null && !reporter.json) reporter.warn(needs)
    if (problem !== null && !reporter.json) reporter.warn(withHint(problem, hint))
    return {schema: 'mediastruct/plugins-inspect@1', ...plugin, engines, scripts, dependencies}
  }

  async #all(settings: PluginSettings): Promise<ListedPlugin[]> {
    const core = await corePlugins(this.config)
    const others = await otherPlugins(this.config, settings.plugins)
    return [...toldOfConflicts(core, settings, others), ...core]
  }
}

/** What npm would run of its scripts depends on that. */
const BUILT_FROM: Partial<Record<Origin, 'directory' | 'repository'>> = {link: 'directory', git: 'repository'}

/** None where the package can't be read any more: `problem` says so. */
function manifestOf({root, from, problem}: ListedPlugin): Manifest | undefined {
  try {
    return root === null ? undefined : readManifest(root, BUILT_FROM[from.kind] ?? 'tarball')
  } catch (error) {
    if (problem !== null) return undefined
    throw error
  }
}

function lines(
  {name, version, from, root, taps, commands}: ListedPlugin,
  engines: Readonly<Record<string, string>>,
  scripts: Readonly<Record<string, string>>,
  dependencies: readonly Dependency[],
): string[] {
  const facts: [string, string[]][] = [
    ['version', [version ?? 'unknown']],
    ['from', [`${from.kind} ${from.spec}`]],
    ['directory', [root ?? 'none']],
    ['taps', taps.map(tapText)],
    ['commands', commands.map((command) => `mediastruct ${command}`)],
    ['engines', Object.entries(engines).map(([engine, range]) => `${engine} ${range}`)],
    ['install scripts', Object.entries(scripts).map(([script, command]) => `${script}: ${command}`)],
    ['depends on', dependencies.map((d) => `${d.name} ${d.version ?? '(missing)'} (${d.range})`)],
  ]
  const rows = facts.flatMap(([fact, values]) =>
    (values.length === 0 ? ['none'] : values).map((value, index) => [index === 0 ? fact : '', value]),
  )
  return [printable(name), ...table([{title: ''}, {title: ''}], rows)]
}
