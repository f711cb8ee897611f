/**
 * Reads one config file of any kind.
 *
 * cosmiconfig's loaders parse; its explorer is left alone, since making one runs `.config/config.js` of the working
 * directory before anybody asked whether that may run.
 */
import {readFile} from 'node:fs/promises'
import {basename, extname} from 'node:path'
import {messageOf} from '../errors.ts'
import {badConfig} from './bad-config.ts'
import {runConfig} from './code.ts'
import {unreadable} from './search.ts'

const CODE = new Set(['.ts', '.mts', '.js', '.mjs', '.cjs'])
const DATA: Readonly<Record<string, '.json' | '.yaml'>> = {
  '.json': '.json',
  '.yaml': '.yaml',
  '.yml': '.yaml',
  '': '.yaml',
}

/** Whether a file of that name is run rather than parsed. */
export function isCode(file: string): boolean {
  return CODE.has(extname(file))
}

/** What a config file says, unchecked; code is run. @throws MediaStructError BAD_CONFIG */
export async function readConfig(file: string): Promise<unknown> {
  if (isCode(file)) return runConfig(file)
  const kind = DATA[extname(file)]
  if (kind === undefined) {
    const known = [...CODE, '.json', '.yaml', '.yml'].join(', ')
    throw badConfig(file, `expected a name that ends in ${known}, got "${extname(file)}".`)
  }
  const text = decode(
    await readFile(file).catch((error: unknown) => Promise.reject(unreadable(file, error))),
    file,
  )
  const value = await parse(text, kind, file)
  return basename(file) === 'package.json' ? packageKey(value, file) : value
}

async function parse(text: string, kind: '.json' | '.yaml', file: string): Promise<unknown> {
  if (saysNothing(text, kind)) return {}
  const {defaultLoaders} = await import('cosmiconfig')
  try {
    return await defaultLoaders[kind](file, text)
  } catch (error) {
    throw badConfig(file, `it can't be parsed.\n${messageOf(error)}`)
  }
}

/** Nothing but blanks and comments, as `init` writes it: a config without a wish. */
function saysNothing(text: string, kind: '.json' | '.yaml'): boolean {
  const blank = kind === '.yaml' ? /^\s*(?:#.*)?$/ : /^\s*$/
  return text.split('\n').every((line) => blank.test(line))
}

function packageKey(value: unknown, file: string): unknown {
  if (typeof value === 'object' && value !== null && 'mediastruct' in value) return value.mediastruct
  throw badConfig(file, 'it has no key "mediastruct".')
}

/** UTF-8, or UTF-16 where a byte-order mark says so. */
function decode(bytes: Uint8Array, file: string): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, {fatal: true}).decode(bytes)
  } catch {
    throw badConfig(file, `it is not valid ${encoding.toUpperCase()}.`)
  }
}
