/** The plugins that a user installed or linked, as oclif remembers them: also those that it can't load any more. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Config as OclifConfig} from '@oclif/core'
import {errnoOf, MediaStructError, messageOf} from '../errors.ts'

/** An entry of `oclif.plugins` in the package.json of the data directory. */
export interface Installed {
  readonly name: string
  readonly type: 'user' | 'link'
  /** Version or dist-tag that was asked for, for what came from a registry. */
  readonly tag?: string | undefined
  /** What was asked for, for a tarball or repository. */
  readonly url?: string | undefined
  /** Where a linked one is. */
  readonly root?: string | undefined
}

/** @throws MediaStructError BAD_PLUGIN_LIST */
export function installedPlugins({dataDir}: Pick<OclifConfig, 'dataDir'>): Installed[] {
  const file = join(dataDir, 'package.json')
  try {
    const {oclif}: {oclif?: {plugins?: unknown[]}} = JSON.parse(readFileSync(file, 'utf8'))
    return (oclif?.plugins ?? []).map(installed)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw new MediaStructError(
      'BAD_PLUGIN_LIST',
      `The list of plugins ${file} can't be read: ${messageOf(error)}`,
      {
        hint: 'Begin anew with: mediastruct plugins reset --hard',
      },
    )
  }
}

/** @throws Error where it is no entry */
function installed(entry: unknown): Installed {
  if (typeof entry === 'string') return {name: entry, type: 'user'}
  if (isInstalled(entry)) return entry
  throw new Error(`${JSON.stringify(entry)} is no plugin`)
}

function isInstalled(entry: unknown): entry is Installed {
  if (typeof entry !== 'object' || entry === null) return false
  const {name, type, tag = '', url = '', root = ''}: Record<string, unknown> = {...entry}
  const isKnown = type === 'user' || (type === 'link' && root !== '')
  return isKnown && name !== '' && [name, tag, url, root].every((text) => typeof text === 'string')
}

/** Where an installed or linked package lies, or should. */
export function rootOf({dataDir}: Pick<OclifConfig, 'dataDir'>, {name, root}: Installed): string {
  return root ?? join(dataDir, 'node_modules', name)
}
