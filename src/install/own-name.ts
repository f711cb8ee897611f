/** What ships with the program can be turned off, and neither removed nor taken the place of. */
import type {Config as OclifConfig} from '@oclif/core'
import {MediaStructError} from '../errors.ts'
import {ships} from '../plugin/commands.ts'
import {FIRST_PARTY} from '../plugin/names.ts'

/** A package of that name would be loaded in place of ours. @throws MediaStructError OWN_NAME */
export function assertForeign(config: OclifConfig, name: string): void {
  if (!ships(config, name)) return
  throw new MediaStructError('OWN_NAME', `"${name}" is a name of what ships with mediastruct.`, {
    hint: 'A plugin that takes its place has a name of its own; turn ours off with "disable" in the config.',
  })
}

/** @throws MediaStructError FIRST_PARTY */
export function assertRemovable(config: OclifConfig, name: string): void {
  if (!ships(config, name) && !ships(config, FIRST_PARTY + name)) return
  const short = name.replace(FIRST_PARTY, '')
  throw new MediaStructError('FIRST_PARTY', `"${name}" ships with mediastruct, and stays.`, {
    hint: ships(config, FIRST_PARTY + short)
      ? `Turn it off in the config: {"disable": ["${short}"]}`
      : 'The program needs it.',
  })
}
