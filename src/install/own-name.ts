/** What ships with the program can be turned off, and neither removed nor taken the place of. */
import type {Config as OclifConfig} from '@oclif/core'
import {MediaStructError} from '../errors.ts'
import {FIRST_PARTY} from '../plugin/names.ts'

function isCore({pjson, name: program}: OclifConfig, name: string): boolean {
  return name === program || (pjson.oclif.plugins ?? []).includes(name)
}

/** A package of that name would be loaded in place of ours. @throws MediaStructError OWN_NAME */
export function assertForeign(config: OclifConfig, name: string): void {
  if (!isCore(config, name) && !name.startsWith(FIRST_PARTY)) return
  throw new MediaStructError('OWN_NAME', `"${name}" is a name of what ships with mediastruct.`, {
    hint: 'A plugin that takes its place has a name of its own; turn ours off with "disable" in the config.',
  })
}

/** @throws MediaStructError FIRST_PARTY */
export function assertRemovable(config: OclifConfig, name: string): void {
  if (!isCore(config, name) && !isCore(config, FIRST_PARTY + name)) return
  const short = name.replace(FIRST_PARTY, '')
  throw new MediaStructError('FIRST_PARTY', `"${name}" ships with mediastruct, and stays.`, {
    hint: isCore(config, FIRST_PARTY + short)
      ? `Turn it off in the config: {"disable": ["${short}"]}`
      : 'The program needs it.',
  })
}
