/** What a plugin must look like, said in a sentence: what was expected, what came, what to write instead. */
import {inspect} from 'node:util'
import {MediaStructError} from '../errors.ts'
import {API_VERSION, type Plugin} from './types.ts'

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'function') return `a function${value.name === '' ? '' : ` "${value.name}"`}`
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object'
    ? `an object with the keys ${Object.keys(value).join(', ') || '(none)'}`
    : typeof value
}

function refuse(from: string, problem: string): MediaStructError {
  return new MediaStructError('BAD_PLUGIN', `The plugin from ${from} can't be used: ${problem}`, {
    hint: 'A plugin is {name: string, apiVersion: 1, setup(api) {…}}; a module exports one by default, or a function that returns one.',
  })
}

/** @throws MediaStructError BAD_PLUGIN */
export function validatePlugin(value: unknown, from: string): Plugin {
  if (typeof value !== 'object' || value === null)
    throw refuse(from, `expected a plugin object, got ${describe(value)}.`)
  const {name, apiVersion, options, setup} = value as Partial<Plugin>
  if (typeof name !== 'string' || name.trim() === '')
    throw refuse(from, `"name" must be a non-empty string, got ${describe(name)}.`)
  if (apiVersion !== API_VERSION) {
    throw refuse(
      from,
      `it was written for apiVersion ${inspect(apiVersion)}; this host speaks ${API_VERSION}.`,
    )
  }
  if (options !== undefined && !isStandardSchema(options))
    throw refuse(
      from,
      `"options" must be a Standard Schema, as zod, valibot or arktype make them, got ${describe(options)}.`,
    )
  if (typeof setup !== 'function') throw refuse(from, `"setup" must be a function, got ${describe(setup)}.`)
  return value as Plugin
}

function isStandardSchema(value: unknown): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  const standard: unknown = Reflect.get(value, '~standard')
  return typeof standard === 'object' && standard !== null && 'validate' in standard
}

/** A module's export: a plugin, or a function from options to one. @throws MediaStructError BAD_PLUGIN */
export async function instantiate(exported: unknown, options: unknown, from: string): Promise<Plugin> {
  if (exported === undefined) throw refuse(from, 'its module exports nothing by default.')
  return validatePlugin(typeof exported === 'function' ? await exported(options ?? {}) : exported, from)
}

/** What a module exports, also where it was compiled to CommonJS: there its default lies within Node's. */
export async function moduleExport(url: string, name = 'default'): Promise<unknown> {
  const module: Record<string, unknown> = await import(url)
  const exported = module[name]
  if (name !== 'default' || typeof exported !== 'object' || exported === null) return exported
  return '__esModule' in exported && 'default' in exported ? exported.default : exported
}
