/**
 * Two that offer one name stop every command that needs plugins. So it is told as soon as it can be: of what comes, and
 * of what is listed. It is refused nowhere: what is to stand in for one of ours must come before that is turned off.
 */
import type {Config as OclifConfig} from '@oclif/core'
import type {Settings} from '../config/settings.ts'
import {BLAKE3} from '../hash/blake3.ts'
import {turnedOffName} from '../plugin/commands.ts'
import type {Tap} from '../plugin/inspect.ts'
import {FIRST_PARTY} from '../plugin/names.ts'
import {corePlugins, type ListedPlugin, otherPlugins} from './listed.ts'

type Offering = Pick<ListedPlugin, 'name' | 'from' | 'taps'>

/** What a config says that matters here. */
export type PluginSettings = Pick<Settings, 'plugins' | 'disable'>

export interface Conflict {
  readonly problem: string
  /** The way out. */
  readonly hint: string
}

/** What the program itself offers. */
const HOST: Offering = {
  name: 'mediastruct',
  from: {kind: 'core', spec: 'mediastruct'},
  taps: [{hook: 'hashAlgorithm', name: BLAKE3.name}],
}

/** By hook and name, who offers it: the first one, in the order in which they are set up. */
class Owners {
  readonly #byTap = new Map<string, Offering>()

  constructor(first: readonly Offering[]) {
    for (const offering of [HOST, ...first]) this.add(offering)
  }

  add(offering: Offering): void {
    for (const tap of offering.taps) {
      if (tap.name !== undefined && !this.of(tap)) this.#byTap.set(keyOf(tap), offering)
    }
  }

  of(tap: Tap): Offering | undefined {
    return this.#byTap.get(keyOf(tap))
  }

  conflictWith(offering: Offering): Conflict | undefined {
    for (const tap of offering.taps) {
      const owner = this.of(tap)
      if (!owner) continue
      const problem = `The plugin ${offering.name} offers the ${tap.hook} "${tap.name}", which ${owner.name} offers already.`
      return {problem, hint: wayOut(offering, owner)}
    }
    return undefined
  }
}

function keyOf({hook, name = ''}: Tap): string {
  return `${hook} ${name}`
}

function wayOut(offering: Offering, owner: Offering): string {
  if (owner === HOST) return `Remove it: ${removal(offering)}`
  if (owner.from.kind !== 'core') return `Remove one of the two: ${removal(owner)}, or: ${removal(offering)}`
  const off = JSON.stringify({disable: [owner.name.replace(FIRST_PARTY, '')]})
  return `Turn ours off in the config: ${off}, or remove it: ${removal(offering)}`
}

function removal({name, from}: Offering): string {
  return from.kind === 'config'
    ? `take ${name} out of "plugins" in ${from.spec}`
    : `mediastruct plugins uninstall ${name}`
}

/** Of those that ship with the program, what the config leaves on. */
function leftOn(core: readonly ListedPlugin[], settings: PluginSettings): ListedPlugin[] {
  return core.filter(({name}) => turnedOffName(name, settings) === undefined)
}

/** The second of two is told of. @param others in the order in which they are set up */
export function toldOfConflicts(
  core: readonly ListedPlugin[],
  settings: PluginSettings,
  others: readonly ListedPlugin[],
): ListedPlugin[] {
  const owners = new Owners(leftOn(core, settings))
  return others.map((plugin) => {
    const conflict = owners.conflictWith(plugin)
    owners.add(plugin)
    return {...plugin, ...conflict}
  })
}

/** Of one that comes: whether another one that is there offers a name of its. @throws MediaStructError BAD_PLUGIN_LIST */
export async function conflictOf(
  config: OclifConfig,
  settings: PluginSettings,
  coming: Offering,
): Promise<Conflict | undefined> {
  const others = (await otherPlugins(config, settings.plugins)).filter(({name}) => name !== coming.name)
  return new Owners([...leftOn(await corePlugins(config), settings), ...others]).conflictWith(coming)
}

/** Who of those that ship with the program offers a name. */
export async function shippedOwner(config: OclifConfig, tap: Tap): Promise<string | undefined> {
  return new Owners(await corePlugins(config)).of(tap)?.name
}
