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
    const {oclif}: {oclif?: {plugins?: (Installed | string)[]}} = JSON.parse(readFileSync(file, 'utf8'))
    return (oclif?.plugins ?? []).map((entry) =>
      typeof entry === 'string' ? {name: entry, type: 'user'} : entry,
    )
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

/** Where an installed or linked package lies, or should. */
export function rootOf({dataDir}: Pick<OclifConfig, 'dataDir'>, {name, root}: Installed): string {
  return root ?? join(dataDir, 'node_modules', name)
}
