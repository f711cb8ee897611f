/**
 * What fails where no command of ours can tell of it: a stranger's command whose module can't be loaded, or that is not
 * built on our base command. It is said in a sentence that names the plugin.
 */
import type {Command, Config} from '@oclif/core'
import {handle} from '@oclif/core/handle'
import {normalizeArgv} from '@oclif/core/help'
import {EXIT, MediaStructError, messageOf} from './errors.ts'
import {isFirstParty} from './plugin/commands.ts'
import {typed} from './plugin/names.ts'
import {endProgram} from './program-end.ts'
import {plainReporter, tellRefusal} from './report/refusal.ts'

/** @param packages oclif's config with what was installed; none where nothing was @param words what was typed after its name */
export async function tellStartFailure(
  error: unknown,
  packages: Config | undefined,
  words: readonly string[],
): Promise<void> {
  const known = error instanceof Error ? error : new Error(messageOf(error))
  const command = packages && strangersCommand(packages, words)
  if (!command) return await handle(known)
  const {pluginName = '', id} = command
  const [, why] = await command.load().then(
    () => [],
    (why: unknown) => ['unloadable', why],
  )
  // oclif's own errors are told by oclif.
  if (why === undefined && 'oclif' in known) return await handle(known as Error)
  const name = typed(id)
  const failure = why === undefined ? failed(pluginName, name, error) : unloadable(pluginName, name, why)
  await tellRefusal(plainReporter(words.includes('--json')), failure)
  endProgram(failure.exitCode)
}

function strangersCommand(config: Config, words: readonly string[]): Command.Loadable | undefined {
  const [id = ''] = normalizeArgv(config, [...words])
  const command = config.findCommand(id)
  const plugin = config.plugins.get(command?.pluginName ?? '')
  return plugin && !isFirstParty(plugin) ? command : undefined
}

/** A plugin's command that is there by its file, or by its manifest, and can't be loaded. */
export function unloadable(plugin: string, command: string, why: unknown): MediaStructError {
  const [line = ''] = messageOf(why).split('\n')
  return new MediaStructError(
    'BAD_PLUGIN',
    `The command "${command}" of the plugin ${plugin} can't be loaded: ${line}`,
    {hint: `Mend it, or remove it: mediastruct plugins uninstall ${plugin}`, cause: why},
  )
}

function failed(plugin: string, command: string, error: unknown): MediaStructError {
  const message = `The plugin ${plugin} failed in its command "${command}": ${messageOf(error)}`
  return new MediaStructError('PLUGIN_FAILED', message, {exitCode: EXIT.findings, cause: error})
}
