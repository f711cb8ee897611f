/**
 * oclif's hook for a command that does not exist: the nearest one is offered, and nothing was touched (exit 2). oclif
 * leaves out a command whose module it could not load: then that is what is said.
 */
import type {Hook, Interfaces} from '@oclif/core'
import {EXIT, MediaStructError, nearest} from './errors.ts'
import {typed} from './plugin/names.ts'
import {endProgram} from './program-end.ts'
import {plainReporter, tellRefusal} from './report/refusal.ts'
import {unloadable} from './start-failure.ts'

const commandNotFound: Hook<'command_not_found'> = async ({id, argv = [], config}) => {
  const refusal = (await notLoaded(config, id)) ?? unknownCommand(config, id)
  await tellRefusal(plainReporter(argv.includes('--json')), refusal)
  endProgram(EXIT.refused)
}

async function notLoaded(config: Interfaces.Config, id: string): Promise<MediaStructError | undefined> {
  const plugin = [...config.plugins.values()].find(({commandIDs}) => commandIDs.includes(id))
  if (!plugin) return undefined
  return await plugin.findCommand(id, {must: true}).then(
    () => undefined,
    (why: unknown) => unloadable(plugin.name, typed(id), why),
  )
}

function unknownCommand({commandIDs}: Interfaces.Config, id: string): MediaStructError {
  const name = typed(id)
  const suggestion = nearest(name, commandIDs.map(typed))
  return new MediaStructError('UNKNOWN_COMMAND', `There is no command "${name}".`, {
    hint:
      suggestion === undefined ? 'See "mediastruct --help".' : `Did you mean "mediastruct ${suggestion}"?`,
  })
}

export default commandNotFound
