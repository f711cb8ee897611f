/**
 * Modules that are not ours: configs, local plugins, packages that were installed or linked.
 *
 * They may lie anywhere, with nothing installed beside them, or with a copy of another version: what they import from
 * `mediastruct` is answered with the program that is running, so that there is one host only. TypeScript goes through
 * Node's own type stripping, also under a package.json that says `"type": "commonjs"` (what `npm init -y` writes),
 * where Node would take `import` for a mistake.
 */
import {existsSync, readFileSync} from 'node:fs'
import {registerHooks} from 'node:module'
import {homedir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const HERE = import.meta.url
const OURS = /^mediastruct(?:\/|$)/
const MODULE_SYNTAX = /^\s*(?:import|export)\b/m

let enabled = false

/** From here on, every module of this thread finds the running program by name. */
export function enableUserModules(): void {
  if (enabled) return
  enabled = true
  registerHooks({
    resolve(specifier, context, next) {
      // A package finds its own exports by its name: what is asked for elsewhere is asked for here.
      if (OURS.test(specifier) && context.parentURL !== HERE) {
        return {url: import.meta.resolve(specifier), shortCircuit: true}
      }
      const resolved = next(specifier, context)
      return isMisnamedModule(resolved) ? {...resolved, format: 'module-typescript'} : resolved
    },
  })
}

function isMisnamedModule({url, format}: {url: string; format?: string | null | undefined}): boolean {
  if (format !== 'commonjs-typescript' || !url.endsWith('.ts')) return false
  return MODULE_SYNTAX.test(readFileSync(fileURLToPath(url), 'utf8'))
}

/**
 * Whether there may be packages that a user installed. Their commands are imported before anything of ours runs; asking
 * at each import costs a start some milliseconds, so only those pay that have a plugin.
 */
export function hasPackages(): boolean {
  return existsSync(join(packagesDir(), 'package.json'))
}

/** Where oclif keeps packages that the user installed, and the list of them. */
function packagesDir(): string {
  const {MEDIASTRUCT_DATA_DIR, XDG_DATA_HOME, HOME} = process.env
  return (
    MEDIASTRUCT_DATA_DIR || join(XDG_DATA_HOME || join(HOME || homedir(), '.local', 'share'), 'mediastruct')
  )
}
