/** Configs that are code: run in time, under their own name, with the program that is running to import from. */
import {pathToFileURL} from 'node:url'
import {messageOf} from '../errors.ts'
import {inTime, runForeign, timeLimitMs} from '../foreign-code.ts'
import {enableUserModules} from '../user-modules.ts'
import {badConfig} from './bad-config.ts'

/** ms that a config may take. */
const LOAD_TIMEOUT_MS = 30_000

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
