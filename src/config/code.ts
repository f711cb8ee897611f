/**
 * Configs and local plugins that are code.
 *
 * They may lie anywhere, with nothing installed beside them: `import {defineConfig} from 'mediastruct'` is answered with
 * the program that is running. TypeScript goes through Node's own type stripping, also under a package.json that says
 * `"type": "commonjs"` (what `npm init -y` writes), where Node would take `import` for a mistake.
 */
import {readFileSync} from 'node:fs'
import {registerHooks} from 'node:module'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {messageOf} from '../errors.ts'
import {inTime, runForeign, timeLimitMs} from '../foreign-code.ts'
import {badConfig} from './bad-config.ts'

const HERE = import.meta.url
/** Root of this package: `src/config/` and `dist/config/` are equally deep. */
const PACKAGE = new URL('../../', HERE).href
const PUBLIC_API = new URL(HERE.endsWith('.ts') ? '../index.ts' : '../index.js', HERE).href
const MODULE_SYNTAX = /^\s*(?:import|export)\b/m

/** ms that a config may take. */
const LOAD_TIMEOUT_MS = 30_000

let enabled = false

/** From here on, modules outside this package find it by name. */
export function enableUserModules(): void {
  if (enabled) return
  enabled = true
  registerHooks({
    resolve(specifier, context, next) {
      const outside = !context.parentURL?.startsWith(PACKAGE)
      if (specifier === 'mediastruct' && outside) return {url: PUBLIC_API, shortCircuit: true}
      const resolved = next(specifier, context)
      return isMisnamedModule(resolved) ? {...resolved, format: 'module-typescript'} : resolved
    },
  })
}

function isMisnamedModule({url, format}: {url: string; format?: string | null | undefined}): boolean {
  if (format !== 'commonjs-typescript' || !url.endsWith('.ts')) return false
  return MODULE_SYNTAX.test(readFileSync(fileURLToPath(url), 'utf8'))
}

/** Runs a config and gives its default export. The caller has made sure that it may run. @throws MediaStructError BAD_CONFIG */
export async function runConfig(file: string): Promise<unknown> {
  enableUserModules()
  let module: {default?: unknown}
  try {
    module = await runForeign(`The config ${file} failed`, () =>
      inTime(import(pathToFileURL(file).href), timeLimitMs(LOAD_TIMEOUT_MS)),
    )
  } catch (error) {
    throw badConfig(file, `it can't be run: ${messageOf(error)}`, hintFor(file))
  }
  if (module.default === undefined) {
    throw badConfig(file, 'expected a default export, got none.', 'Write: export default {…}')
  }
  return module.default
}

function hintFor(file: string): string | undefined {
  return file.endsWith('.js') ? 'A file with import or export is named .mjs, with require .cjs.' : undefined
}
