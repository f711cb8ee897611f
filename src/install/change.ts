/**
 * Installing, linking and taking away. npm does the work in the data directory; the list of plugins beside it is oclif's
 * own, and stays as oclif writes it. oclif's commands are not used for this: they don't say why npm failed, and take one
 * tarball or repository for another where two come from addresses of a kind.
 */
import {createHash} from 'node:crypto'
import {mkdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Config as OclifConfig} from '@oclif/core'
import {errnoOf, MediaStructError} from '../errors.ts'
import {writeOwnFile} from '../own/write.ts'
import {fromText} from '../paths/bytes.ts'
import {type Installed, installedPlugins} from '../plugin/installed.ts'
import {allowScripts, type Npm} from './npm.ts'
import {fingerprintOf, type Preview} from './preview.ts'

/** Installs what was shown, and nothing else. @throws MediaStructError of npm's, CHANGED */
export async function install(
  config: OclifConfig,
  npm: Npm,
  {name, spec, integrity, resolved}: Preview,
  scripts: boolean,
): Promise<void> {
  const {dataDir} = config
  mkdirSync(dataDir, {recursive: true})
  const known = installedPlugins(config).find((entry) => entry.name === name && entry.type === 'user')
  // npm runs no script of what is there already: it goes first, so that what was allowed happens.
  if (known && scripts) await uninstall(config, npm, known)
  allowScripts(scripts)
  await npm.run(dataDir, spec.typed, ['install', spec.npm, '--omit', 'dev'])
  const entry: Installed =
    spec.tag === undefined ? {name, type: 'user', url: spec.npm} : {name, type: 'user', tag: spec.tag}
  await remember(config, entry)
  const came = fingerprintOf(dataDir, name)
  if (came === (integrity ?? resolved)) return
  await uninstall(config, npm, entry)
  throw new MediaStructError('CHANGED', `${spec.typed} is not any more what was shown.`, {
    hint: 'It was removed again. Type the command again to see what it is now.',
  })
}

export async function linkPlugin(config: OclifConfig, name: string, root: string): Promise<void> {
  await remember(config, {name, type: 'link', root})
}

/** @throws MediaStructError of npm's; the plugin is off the list all the same */
export async function uninstall(config: OclifConfig, npm: Npm, {name, type}: Installed): Promise<void> {
  await writeList(
    config,
    installedPlugins(config).filter((other) => other.name !== name),
  )
  if (type === 'link') return
  allowScripts(false)
  await npm.run(config.dataDir, name, ['uninstall', name])
}

/** Brings what came from the registry up to its tag, and what came from elsewhere to what is there now. */
export async function update(config: OclifConfig, npm: Npm, scripts: boolean): Promise<void> {
  const user = installedPlugins(config).filter(({type}) => type === 'user')
  if (user.length === 0) return
  const specs = user.map(({name, url, tag = 'latest'}) => `${name}@${url ?? tag}`)
  allowScripts(scripts)
  await npm.run(config.dataDir, specs.join(' '), ['install', ...specs, '--omit', 'dev'])
}

async function remember(config: OclifConfig, entry: Installed): Promise<void> {
  const others = installedPlugins(config).filter(({name}) => name !== entry.name)
  await writeList(config, [...others, entry])
}

/** Replaces the list only while it is as it was just read: another command may be at work. */
async function writeList({dataDir, name}: OclifConfig, plugins: readonly Installed[]): Promise<void> {
  const file = join(dataDir, 'package.json')
  const before = textOf(file)
  const json: {oclif?: object} = before === undefined ? {private: true} : JSON.parse(before)
  const after = {name, ...json, oclif: {schema: 1, ...json.oclif, plugins}}
  const replaces = before === undefined ? undefined : createHash('sha256').update(before).digest('hex')
  await writeOwnFile(fromText(file), Buffer.from(`${JSON.stringify(after, null, 2)}\n`), {replaces})
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}
