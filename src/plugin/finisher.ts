/** A command that has files of its own to write after its moves, whoever made or took back those. */
import type {Config as OclifConfig} from '@oclif/core'
import type {RunHeader} from '../catalog/runs.ts'
import type {Host} from '../host.ts'
import type {RawPath} from '../paths/bytes.ts'
import type {Failure} from '../plan/move.ts'
import {effectiveCommand, turnedOff} from './commands.ts'

/** Writes what belongs to a run's moves. */
export type Finish = (failure: (failure: Failure) => void) => Promise<void>

interface Finisher {
  readonly plugin?: {readonly name: string}
  finish(host: Host, target: RawPath, failure: (failure: Failure) => void): Promise<void>
}

function isFinisher(command: unknown): command is Finisher {
  return typeof command === 'function' && 'finish' in command && typeof command.finish === 'function'
}

/**
 * Asked for before anything is touched. oclif finds it by the name of the command that planned the run: the host knows
 * no plugin.
 * @throws MediaStructError DISABLED where it is turned off, and nobody stands in who does the same
 */
export async function finisherOf(
  config: OclifConfig,
  host: Host,
  {command, target}: RunHeader,
): Promise<Finish> {
  const planner: unknown = await config.findCommand(command)?.load()
  if (!isFinisher(planner)) return async () => undefined
  const effective: unknown = await effectiveCommand(config, host.settings, command)?.load()
  if (isFinisher(effective)) return async (failure) => await effective.finish(host, target, failure)
  const plugin = planner.plugin?.name ?? command
  throw turnedOff(plugin, `and nobody else writes what belongs to a run of "${command}"`, host.settings)
}
