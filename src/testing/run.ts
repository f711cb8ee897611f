/** The real program, run as a user would: another process, with data, config and cache of its own. */
import {spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {readFileSync, statSync} from 'node:fs'
import {constants} from 'node:os'
import {join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {UserConfig} from '../config/settings.ts'
import {writeOwnFile} from '../own/write.ts'
import {fromText} from '../paths/bytes.ts'
import {PLUGIN_EVENT} from '../plugin/packages.ts'
import {isolatedEnvironment} from './environment.ts'
import {scratch} from './scratch.ts'

/** `src/testing/` and `dist/testing/` are equally deep. */
const PROGRAM = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const CONFIG = 'mediastruct.config.json'

export interface RunOptions {
  /** Where the program is started, and where the config is written. */
  readonly cwd: string
  /** Path of the plugin's module, or of its package. */
  readonly plugin?: string
  /** The plugin's options, as the config gives them. */
  readonly options?: unknown
  /** More of the config: plain data. */
  readonly config?: UserConfig
}

export interface Ran {
  /** Exit code; 128 and the signal's number where a signal ended it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** The document on stdout. @throws SyntaxError where it isn't exactly one */
  json<T = unknown>(): T
}

/** Homes by working directory: runs that share one share what they remember. */
const homes = new Map<string, string>()
/** Configs that were written here, by file and SHA-256; another one is not replaced. */
const written = new Map<string, string>()

/**
 * Runs `mediastruct` with these arguments. Where `plugin` or `config` is given, a config is written into `cwd` first;
 * otherwise the one that lies there holds.
 */
export async function run(args: readonly string[], options: RunOptions): Promise<Ran> {
  const {plugin, config} = options
  if (plugin !== undefined || config !== undefined) await writeConfig(options)
  return await started(args, resolve(options.cwd))
}

async function writeConfig({cwd, plugin, options, config = {}}: RunOptions): Promise<void> {
  const named =
    plugin === undefined ? [] : [options === undefined ? moduleOf(plugin) : [moduleOf(plugin), options]]
  const whole = {...config, plugins: [...named, ...(config.plugins ?? [])]}
  const code = Object.entries(whole).find(([, value]) => typeof value === 'function')
  if (code) throw new TypeError(`"${code[0]}" is a function: write a config that is code into ${cwd} instead`)
  const file = resolve(cwd, CONFIG)
  const bytes = Buffer.from(JSON.stringify(whole))
  await writeOwnFile(fromText(file), bytes, {replaces: written.get(file)})
  written.set(file, createHash('sha256').update(bytes).digest('hex'))
}

/** A package says which module of it makes the plugin. */
function moduleOf(plugin: string): string {
  const path = resolve(plugin)
  if (!statSync(path).isDirectory()) return path
  const manifest: {oclif?: {hooks?: Record<string, unknown>}} = JSON.parse(
    readFileSync(join(path, 'package.json'), 'utf8'),
  )
  const module = manifest.oclif?.hooks?.[PLUGIN_EVENT]
  if (typeof module !== 'string') {
    throw new TypeError(`${path}/package.json names no module under oclif.hooks["${PLUGIN_EVENT}"]`)
  }
  return join(path, module)
}

function started(args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd,
      env: isolatedEnvironment(homeOf(cwd)),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = {stdout: '', stderr: ''}
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text
      })
    }
    child.once('error', failed)
    child.once('close', (code, signal) => {
      const {stdout, stderr} = output
      done({
        code: code ?? 128 + constants.signals[signal ?? 'SIGKILL'],
        stdout,
        stderr,
        json: () => JSON.parse(stdout),
      })
    })
  })
}

function homeOf(cwd: string): string {
  const home = homes.get(cwd) ?? scratch()
  homes.set(cwd, home)
  return home
}
