/**
 * How a plugin comes, whichever command it comes by: it is shown, then tried where it lies apart, then installed.
 * What can't be loaded would stop every command; so it never takes the place of one that can.
 */
import {join} from 'node:path'
import type {Config as OclifConfig} from '@oclif/core'
import {MediaStructError, messageOf} from '../errors.ts'
import {makeScratch} from '../own/scratch.ts'
import type {Reporter} from '../report/reporter.ts'
import {type Arrived, arrived} from './arrived.ts'
import {install} from './change.ts'
import {assertBringsSomething} from './manifest.ts'
import type {Npm} from './npm.ts'
import {assertForeign} from './own-name.ts'
import {installInto, type Preview} from './preview.ts'
import {showPreview} from './show.ts'

export interface Bringer {
  readonly config: OclifConfig
  readonly npm: Npm
  readonly reporter: Reporter
  /** Whether install scripts run. */
  readonly scripts: boolean
}

/** @throws MediaStructError NO_PLUGIN, OWN_NAME */
export function present({config, reporter, scripts}: Bringer, shown: Preview): void {
  showPreview(reporter, shown, scripts)
  assertBringsSomething(shown)
  assertForeign(config, shown.name)
}

/**
 * Tries what was shown, then installs it.
 * @param anew whether npm takes away first what is there already
 * @throws MediaStructError BAD_PLUGIN, of npm's, CHANGED, LOST
 */
export async function bring(bringer: Bringer, shown: Preview, anew?: boolean): Promise<Arrived> {
  const {config, npm, scripts} = bringer
  const came = await tried(bringer, shown)
  await install(config, npm, shown, {scripts, ...(anew !== undefined && {anew})})
  return came
}

/** Loads it where it lies for its preview. @throws MediaStructError BAD_PLUGIN, of npm's: nothing was touched */
export async function tried(bringer: Bringer, shown: Preview): Promise<Arrived> {
  const hasScripts = Object.keys(shown.scripts).length + shown.scriptedDependencies.length > 0
  if (hasScripts && bringer.scripts) return await triedWithScripts(bringer, shown)
  return await loaded(
    shown,
    shown.root,
    hasScripts
      ? 'It has install scripts, which did not run: if you trust it, say --allow-scripts.'
      : 'Tell its author.',
  )
}

/** What scripts make may be what it needs. */
async function triedWithScripts({npm}: Bringer, shown: Preview): Promise<Arrived> {
  const scratch = makeScratch()
  try {
    await installInto(scratch.path, npm, shown.spec, true)
    return await loaded(shown, join(scratch.path, 'node_modules', shown.name), 'Tell its author.')
  } finally {
    scratch.remove()
  }
}

async function loaded({name}: Preview, root: string, hint: string): Promise<Arrived> {
  try {
    return await arrived(name, root, 'user')
  } catch (error) {
    throw new MediaStructError('BAD_PLUGIN', `${messageOf(error)}\nIt was not installed.`, {
      hint,
      cause: error,
    })
  }
}
