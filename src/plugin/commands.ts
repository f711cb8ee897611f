/** The plugins that commands are of: which are turned off, who stands in for them, which are not ours. */
import type {Command, Interfaces, Config as OclifConfig} from '@oclif/core'
import type {Settings} from '../config/settings.ts'
import {MediaStructError} from '../errors.ts'
import {isNamed, typed} from './names.ts'

/** Whether a package comes with the program, and was not installed or linked by a user. */
export function isFirstParty({type}: Pick<Interfaces.Plugin, 'type'>): boolean {
  return type !== 'user' && type !== 'link'
}

/** Whether a name is one of a package that comes with the program. */
export function ships({pjson, name: program}: OclifConfig, packageName: string): boolean {
  return packageName === program || (pjson.oclif.plugins ?? []).includes(packageName)
}

/** What the config's `disable` calls the package; `undefined` where it is not turned off. */
export function turnedOffName(packageName: string, {disable}: Pick<Settings, 'disable'>): string | undefined {
  return disable.find((name) => isNamed(packageName, name))
}

/** Commands of one id that other packages bring, by the packages' names. Unless ours is turned off, it comes first. */
export function rivals(config: OclifConfig, id: string): Command.Loadable[] {
  return [...config.plugins.values()]
    .filter((plugin) => !isFirstParty(plugin))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({commands}) => commands.filter((command) => command.id === id))
}

/**
 * The command of an id as the config would have it: ours, or where that is turned off, another package's.
 * @throws MediaStructError DISABLED where it is turned off, and nobody stands in
 */
export function effectiveCommand(
  config: OclifConfig,
  settings: Settings,
  id: string,
): Command.Loadable | undefined {
  const command = config.findCommand(id)
  const name = command && turnedOffName(command.pluginName ?? '', settings)
  if (name === undefined) return command
  const [standIn] = rivals(config, id)
  if (standIn) return standIn
  throw turnedOff(name, `and "${typed(id)}" with it`, settings)
}

/** @param consequence goes on after "The plugin … is turned off, " */
export function turnedOff(name: string, consequence: string, {file = ''}: Settings): MediaStructError {
  return new MediaStructError('DISABLED', `The plugin "${name}" is turned off in ${file}, ${consequence}.`, {
    hint: 'Take it out of "disable" there, or install a plugin that stands in for it.',
  })
}
