/** A plugin that just came: loaded once, to tell what it brings, and how to use it. */
import {Plugin} from '@oclif/core/config'
import {MediaStructError} from '../errors.ts'
import {inspectPackage, type Tap} from '../plugin/inspect.ts'
import {typed} from '../plugin/names.ts'
import {printable} from '../report/escape.ts'
import type {Reporter} from '../report/reporter.ts'
import {unloadable} from '../start-failure.ts'
import {enableUserModules} from '../user-modules.ts'
import type {Conflict} from './conflicts.ts'

export interface Arrived {
  readonly taps: readonly Tap[]
  /** Options that it can't do without, as a sentence. */
  readonly needs: string | null
  /** As they are typed. */
  readonly commands: readonly string[]
}

/** The key of the config that chooses a name of a hook. */
const CHOSEN_BY: Readonly<Record<string, (name: string) => string>> = {
  hashAlgorithm: (name) => `hash: ${name}`,
  captureDate: (name) => `dates: ["...", ${name}]`,
  renameStrategy: (name) => `rename: ${name}`,
  dedupePolicy: (name) => `dedupe: ${name}`,
  volumeTarget: (name) => `medium: ${name}`,
  ecc: (name) => `ecc: ${name}`,
}

/** @param type `user` or `link`, as oclif calls it @throws MediaStructError BAD_PLUGIN, naming the reason */
export async function arrived(name: string, root: string, type: 'user' | 'link'): Promise<Arrived> {
  enableUserModules()
  const plugin = new Plugin({name, root, type})
  await plugin.load()
  await assertCommandsLoad(plugin)
  const {taps, needs, problem} = await inspectPackage(plugin)
  if (problem !== undefined) throw new MediaStructError('BAD_PLUGIN', problem)
  return {taps, needs: needs ?? null, commands: plugin.commandIDs.map(typed).sort()}
}

/** oclif leaves out a command that it can't load, and a directory of commands that is not there. */
async function assertCommandsLoad(plugin: Plugin): Promise<void> {
  const {name, commandsDir, commandIDs} = plugin
  if (commandsDir === undefined) return
  if (commandIDs.length === 0) {
    const message = `The plugin ${name} declares commands, and there are none in ${commandsDir}. Was it built?`
    throw new MediaStructError('BAD_PLUGIN', message)
  }
  for (const id of commandIDs) {
    try {
      await plugin.findCommand(id, {must: true})
    } catch (error) {
      throw unloadable(name, typed(id), error)
    }
  }
}

/** Tells a person what came, what it brings, and what to do next. */
export function tellArrived(reporter: Reporter, title: string, came: Arrived, conflict?: Conflict): void {
  for (const line of [title, ...whatItBrings(came)]) reporter.print(printable(line))
  if (conflict) reporter.warn(`${conflict.problem} Commands that need plugins are refused.`)
  reporter.print(printable(conflict ? `Next: ${conflict.hint}` : nextStep(came)))
}

/** What it taps and which commands it brings. */
function whatItBrings({taps, needs, commands}: Arrived): string[] {
  return [
    ...taps.map(({hook, name}) => `  taps ${hook}${name === undefined ? '' : ` "${name}"`}`),
    ...commands.map((command) => `  command: mediastruct ${command}`),
    ...(needs === null ? [] : [`  ${needs}`]),
  ]
}

/** The next sensible line: what to write into the config, or what to type. */
function nextStep({taps, commands, needs}: Arrived): string {
  if (needs !== null) return 'Next: give it options in your config, then see: mediastruct hooks'
  const [choice] = taps.flatMap(({hook, name}) =>
    name === undefined || !CHOSEN_BY[hook] ? [] : [CHOSEN_BY[hook](name)],
  )
  if (choice !== undefined) return `Next: choose it in your config: ${choice}`
  return commands[0] === undefined ? 'Next: mediastruct hooks' : `Next: mediastruct ${commands[0]} --help`
}
