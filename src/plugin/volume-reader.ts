/** The command that reads what volumes tell of themselves. oclif finds it by its name: the host knows no plugin. */
import type {Config as OclifConfig} from '@oclif/core'
import {MediaStructError} from '../errors.ts'
import type {Host} from '../host.ts'
import {type RawPath, toText} from '../paths/bytes.ts'
import {effectiveCommand} from './commands.ts'

const READER = 'volumes:add'

interface VolumeReader {
  /** @param to the archive that the volumes are of. @returns the document of `index import` */
  importIndex(host: Host, source: RawPath, to: RawPath | undefined): Promise<object>
}

function isVolumeReader(command: unknown): command is VolumeReader {
  return (
    typeof command === 'function' && 'importIndex' in command && typeof command.importIndex === 'function'
  )
}

/** @throws MediaStructError DISABLED, BAD_INDEX where nobody can read it */
export async function volumeReader(config: OclifConfig, host: Host, source: RawPath): Promise<VolumeReader> {
  const command: unknown = await effectiveCommand(config, host.settings, READER)?.load()
  if (isVolumeReader(command)) return command
  throw new MediaStructError('BAD_INDEX', `${toText(source)} is no exported index.`, {
    hint: 'No plugin here reads volumes.',
  })
}
