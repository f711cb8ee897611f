/**
 * What a user installed, as oclif may have it: our hook, and commands of its own. Hooks of oclif's, which would run in
 * every command, and packages within packages, which could take the place of ours, stay out.
 */
import {Config} from '@oclif/core/config'
import {messageOf} from './errors.ts'
import {runForeign} from './foreign-code.ts'
import {isFirstParty, ships} from './plugin/commands.ts'
import {inLoadingTime} from './plugin/loading.ts'
import {PLUGIN_EVENT} from './plugin/packages.ts'
import {plainReporter} from './report/refusal.ts'
import {calmWarnings} from './report/warnings.ts'
import {enableUserModules} from './user-modules.ts'

/** Commands that take packages away: they work whatever a package does. */
const REMOVALS = ['uninstall', 'unlink', 'remove', 'reset']

/** @param root directory of the program @param words what was typed after its name */
export async function configWithPackages(root: string, words: readonly string[]): Promise<Config> {
  enableUserModules()
  calmWarnings()
  const [topic, verb = ''] = words.flatMap((word) => word.split(':'))
  if (topic === 'plugins' && REMOVALS.includes(verb)) return await Config.load({root, userPlugins: false})
  return await withPackages(root)
}

/** oclif imports commands that have no manifest while it loads: one that can't be had costs all packages, not the program. */
async function withPackages(root: string): Promise<Config> {
  try {
    const config = await runForeign('A package of a plugin failed', () =>
      inLoadingTime(() => Config.load({root})),
    )
    const foreign = [...config.plugins.values()].filter((plugin) => !isFirstParty(plugin))
    for (const plugin of foreign) assertForeign(config, plugin)
    for (const plugin of foreign) restrict(plugin)
    return config
  } catch (error) {
    plainReporter(false).warn(`No plugin that was installed is used: ${messageOf(error)}`)
    return await Config.load({root, userPlugins: false})
  }
}

type OclifPlugin = NonNullable<ReturnType<Config['plugins']['get']>>

/** @throws Error where a package, or one within it, calls itself as one of ours does */
function assertForeign(config: Config, {name, parent}: OclifPlugin): void {
  if (parent !== undefined && !isFirstParty(parent)) {
    throw new Error(`${parent.name} brings plugins within it ("oclif.plugins"), ${name} for one`)
  }
  if (ships(config, name)) throw new Error(`${name} has the name of one of ours`)
}

function restrict(plugin: OclifPlugin): void {
  const ours = plugin.hooks[PLUGIN_EVENT]
  plugin.hooks = ours === undefined ? {} : {[PLUGIN_EVENT]: ours}
}
