/** Options of a plugin: checked by the schema that it declares, before it is set up. */
import type {StandardSchemaV1} from '@standard-schema/spec'
import {MediaStructError} from '../errors.ts'
import {runForeign} from '../foreign-code.ts'
import {pluginFailure} from './contain.ts'
import type {LoadedPlugin} from './loaded.ts'
import {inLoadingTime} from './loading.ts'

/** What comes of asking a schema: options to set up with, or every problem with them as a sentence. */
export type CheckedOptions =
  | {readonly ok: true; readonly value: unknown}
  | {readonly ok: false; readonly problems: readonly string[]}

/** @throws MediaStructError PLUGIN_FAILED where the schema itself throws or never answers, BAD_OPTIONS where none are taken */
export async function checkOptions(loaded: LoadedPlugin): Promise<CheckedOptions> {
  const {plugin, options} = loaded
  const given = options?.value ?? {}
  if (plugin.options !== undefined) return await askSchema(plugin.name, plugin.options, given)
  return {ok: true, value: given}
}

async function askSchema(plugin: string, schema: StandardSchemaV1, given: unknown): Promise<CheckedOptions> {
  const context = {plugin, hook: 'options'}
  try {
    const result = await runForeign(`The plugin ${plugin} failed in options`, () =>
      inLoadingTime(() => schema['~standard'].validate(given)),
    )
    return result.issues
      ? {ok: false, problems: result.issues.map(problemOf)}
      : {ok: true, value: result.value}
  } catch (error) {
    throw pluginFailure(context, '', error)
  }
}

/** `"folders[0]": expected string, got number`. The path is Standard Schema's: keys, or objects with a key. */
function problemOf({message, path = []}: StandardSchemaV1.Issue): string {
  const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment))
  const key = keys.reduce<string>(
    (before, part) => (typeof part === 'number' ? `${before}[${part}]` : joined(before, String(part))),
    '',
  )
  return key === '' ? message : `"${key}": ${message}`
}

function joined(before: string, key: string): string {
  return before === '' ? key : `${before}.${key}`
}

/** The config gives them, and they are wrong. */
export function badOptions(plugin: string, file: string, problems: readonly string[]): MediaStructError {
  return new MediaStructError(
    'BAD_OPTIONS',
    `The options of the plugin ${plugin} are wrong in ${file}: ${problems.join('; ')}`,
    {hint: 'Mend them under "plugins" there: [NAME, {…}], where NAME is what stands there now.'},
  )
}
