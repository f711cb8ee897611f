/**
 * npm, the one that comes with the plugin commands of oclif: a user's own registry, proxy and credentials apply, and
 * what it fetched once lies in its cache. It answers in JSON, and nothing of it reaches stdout.
 */
import {spawn} from 'node:child_process'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'
import {text} from 'node:stream/consumers'
import type {Config as OclifConfig} from '@oclif/core'
import {MediaStructError} from '../errors.ts'

const SCRIPTS_VARIABLE = /^(?:npm_config|yarn)_ignore[-_]scripts$/i

interface NpmError {
  code?: string
  summary?: string
  detail?: string
}

/** Failures of npm that a user can do something about: by its code and summary, what we call it, and what to say. */
const FAILURES: readonly {sign: RegExp; code: string; says: (spec: string) => string; hint: string}[] = [
  {
    sign: /^E404/,
    code: 'NO_SUCH_PACKAGE',
    says: (spec) => `There is no package "${spec}".`,
    hint: 'Look up its name. A file is named with its path: ./plugin-1.0.0.tgz',
  },
  {
    sign: /^ETARGET/,
    code: 'NO_SUCH_PACKAGE',
    says: (spec) => `There is no version "${spec}".`,
    hint: 'Leave the version out for the newest one.',
  },
  {
    sign: /^(?:TAR_|Z_|EINTEGRITY|EJSONPARSE|ENOENT Could not read package\.json)/,
    code: 'BAD_PACKAGE',
    says: (spec) => `"${spec}" is no package, or a broken one.`,
    hint: 'A plugin is installed from what "npm pack" makes of it.',
  },
  {
    sign: /^(?:EINVALIDPACKAGENAME|EINVALIDTAGNAME)/,
    code: 'BAD_SPEC',
    says: (spec) => `"${spec}" can't be the name of a package.`,
    hint: 'Say the name of a package, the path of a tarball, or the address of a git repository.',
  },
  {
    sign: /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|ENOTCACHED)/,
    code: 'NO_NETWORK',
    says: (spec) => `"${spec}" can't be fetched: its registry or host can't be reached.`,
    hint: 'Type the command again once the network is there, or install from a file: ./plugin-1.0.0.tgz',
  },
]

/**
 * Whether packages may run code of their own while they are installed. Said in the environment, so that it holds for
 * every npm and yarn that is started from here; how a user spelled it elsewhere does not count.
 */
export function allowScripts(allowed: boolean): void {
  for (const name of Object.keys(process.env)) if (SCRIPTS_VARIABLE.test(name)) delete process.env[name]
  process.env.npm_config_ignore_scripts = String(!allowed)
}

export interface Npm {
  /**
   * Runs one command of npm on the package in `directory`.
   * @param spec what it is about, for messages
   * @throws MediaStructError NO_SUCH_PACKAGE, BAD_PACKAGE, NO_NETWORK, NPM_FAILED
   */
  run(directory: string, spec: string, args: readonly string[]): Promise<void>
}

export function npmOf(config: OclifConfig): Npm {
  const registry = config.npmRegistry ? [`--registry=${config.npmRegistry}`] : []
  const quiet = ['--json', '--loglevel=silent', '--no-audit', '--no-fund', '--no-update-notifier']
  return {
    async run(directory, spec, args) {
      const child = spawn(
        process.execPath,
        [npmProgram(), ...args, '--prefix', directory, ...quiet, ...registry],
        {cwd: directory, stdio: ['ignore', 'pipe', 'ignore']},
      )
      const ended = new Promise<number | null>((resolve, reject) => {
        child.once('error', reject)
        child.once('close', resolve)
      })
      const [code, output] = await Promise.all([ended, text(child.stdout)])
      if (code !== 0) throw failureOf(spec, output)
    },
  }
}

function npmProgram(): string {
  const ours = createRequire(import.meta.url)
  const manifest = createRequire(ours.resolve('@oclif/plugin-plugins')).resolve('npm/package.json')
  return join(dirname(manifest), 'bin', 'npm-cli.js')
}

function failureOf(spec: string, output: string): MediaStructError {
  const {code = '', summary = ''} = errorIn(output)
  const known = FAILURES.find(({sign}) => sign.test(code) || sign.test(`${code} ${summary}`))
  if (known) return new MediaStructError(known.code, known.says(spec), {hint: known.hint})
  const why = [code, summary].filter(Boolean).join(': ') || 'it did not say why'
  return new MediaStructError('NPM_FAILED', `npm failed on "${spec}": ${why}`, {
    hint: '"npm install" of the same in an empty directory tells more; "mediastruct plugins" lists what is installed.',
  })
}

/** What npm said of its failure; a script of the package may have written before it. */
function errorIn(output: string): NpmError {
  try {
    const document: {error?: NpmError} = JSON.parse(output.slice(Math.max(0, output.lastIndexOf('\n{') + 1)))
    return document.error ?? {}
  } catch {
    return {}
  }
}
