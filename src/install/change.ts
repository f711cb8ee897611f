/**
 * Installing, linking and taking away. npm does the work in the data directory; the list of plugins beside it is oclif's
 * own, and stays as oclif writes it. oclif's commands are not used for this: they don't say why npm failed, and take one
 * tarball or repository for another where two come from addresses of a kind.
 */
import {createHash} from 'node:crypto'
import {mkdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Config as OclifConfig} from '@oclif/core'
import {EXIT, errnoOf, MediaStructError, messageOf} from '../errors.ts'
import {removeOwnFile, writeOwnFile} from '../own/write.ts'
import {fromText} from '../paths/bytes.ts'
import {type Installed, installedPlugins, rootOf} from '../plugin/installed.ts'
import {installedVersion} from './manifest.ts'
import {allowScripts, type Npm} from './npm.ts'
import {fingerprintOf, installInto, type Preview} from './preview.ts'

/**
 * Installs what was shown, and nothing else. Where that fails, what was installed before is there again.
 * npm runs no script of what is there already, and mends nothing of it: where that matters, it goes first.
 * @param anew whether it goes in any case
 * @throws MediaStructError of npm's, CHANGED, LOST
 */
export async function install(
  config: OclifConfig,
  npm: Npm,
  shown: Preview,
  {scripts, anew = scripts}: {readonly scripts: boolean; readonly anew?: boolean},
): Promise<void> {
  const {dataDir} = config
  const {name, spec} = shown
  mkdirSync(dataDir, {recursive: true})
  const former = formerOf(config, name)
  const fingerprint = shown.integrity ?? shown.resolved
  try {
    if (former && (anew || former.fingerprint === fingerprint)) await removePackage(config, npm, name)
    await installInto(dataDir, npm, spec, scripts)
    if (fingerprintOf(dataDir, name) !== fingerprint) throw changed(spec.typed)
  } catch (error) {
    await putBack(config, npm, name, former)
    throw error
  }
  await remember(
    config,
    spec.tag === undefined ? {name, type: 'user', url: spec.npm} : {name, type: 'user', tag: spec.tag},
  )
}

function changed(typed: string): MediaStructError {
  return new MediaStructError('CHANGED', `${typed} is not any more what was shown. It was not installed.`, {
    hint: 'Type the command again to see what it is now.',
  })
}

/** What npm has under a name before it is told to bring another: enough to bring it again. */
interface Former {
  readonly spec: string
  readonly fingerprint: string | undefined
}

function formerOf(config: OclifConfig, name: string): Former | undefined {
  const entry = installedPlugins(config).find((one) => one.name === name && one.type === 'user')
  if (!entry) return undefined
  const version = installedVersion(rootOf(config, entry)) ?? entry.tag ?? 'latest'
  return {spec: entry.url ?? `${name}@${version}`, fingerprint: fingerprintOf(config.dataDir, name)}
}

/** The list was not touched yet: only what npm did is taken back. @throws MediaStructError LOST */
async function putBack(
  config: OclifConfig,
  npm: Npm,
  name: string,
  former: Former | undefined,
): Promise<void> {
  const {dataDir} = config
  if (fingerprintOf(dataDir, name) === former?.fingerprint) return
  if (!former) return await removePackage(config, npm, name)
  try {
    await installInto(dataDir, npm, {typed: former.spec, npm: former.spec}, false)
    if (fingerprintOf(dataDir, name) !== former.fingerprint) throw changed(former.spec)
  } catch (error) {
    // What lies there was never shown: it must not run.
    await uninstall(config, npm, {name, type: 'user'})
    const why = `The new ${name} can't be installed, and the former one can't be brought back: ${messageOf(error)}`
    throw new MediaStructError('LOST', `${why} It is not installed any more.`, {
      hint: 'Install it once more: mediastruct plugins install, with what it comes from.',
      exitCode: EXIT.findings,
      cause: error,
    })
  }
}

/** @throws MediaStructError of npm's, with exit code 1: it is linked, and what npm installed before may still be there */
export async function linkPlugin(config: OclifConfig, npm: Npm, name: string, root: string): Promise<void> {
  const former = formerOf(config, name)
  await remember(config, {name, type: 'link', root})
  if (former) await removeUnused(config, npm, name)
}

/** @throws MediaStructError of npm's, with exit code 1: the plugin is off the list all the same */
export async function uninstall(config: OclifConfig, npm: Npm, {name, type}: Installed): Promise<void> {
  await writeList(
    config,
    installedPlugins(config).filter((other) => other.name !== name),
  )
  if (type === 'user') await removeUnused(config, npm, name)
}

async function removeUnused(config: OclifConfig, npm: Npm, name: string): Promise<void> {
  try {
    await removePackage(config, npm, name)
  } catch (error) {
    const {code, hint} = error instanceof MediaStructError ? error : {code: 'NPM_FAILED', hint: undefined}
    const why = `The files of ${name} may still lie in ${config.dataDir}, unused: ${messageOf(error)}`
    throw new MediaStructError(code, why, {...(hint && {hint}), exitCode: EXIT.findings, cause: error})
  }
}

async function removePackage({dataDir}: OclifConfig, npm: Npm, name: string): Promise<void> {
  allowScripts(false)
  await npm.run(dataDir, name, ['uninstall', name])
}

/** @throws MediaStructError BAD_PLUGIN_LIST */
export async function remember(config: OclifConfig, entry: Installed): Promise<void> {
  const others = installedPlugins(config).filter(({name}) => name !== entry.name)
  await writeList(config, [...others, entry])
}

/** The list goes as it is, also one that can't be read. */
export async function forgetList({dataDir}: OclifConfig): Promise<void> {
  const file = join(dataDir, 'package.json')
  const text = textOf(file)
  if (text !== undefined) await removeOwnFile(fromText(file), sha256(text))
}

/** Replaces the list only while it is as it was just read: another command may be at work. */
async function writeList({dataDir, name}: OclifConfig, plugins: readonly Installed[]): Promise<void> {
  const file = join(dataDir, 'package.json')
  const before = textOf(file)
  const json: {oclif?: object} = before === undefined ? {private: true} : JSON.parse(before)
  const after = {name, ...json, oclif: {schema: 1, ...json.oclif, plugins}}
  const replaces = before === undefined ? undefined : sha256(before)
  await writeOwnFile(fromText(file), Buffer.from(`${JSON.stringify(after, null, 2)}\n`), {replaces})
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}
