/** From a value that is no config to the sentence that says so: file, key, what was expected, what came. */
import type {z} from 'zod'
import {nearest} from '../errors.ts'
import {badConfig} from './bad-config.ts'
import {configSchema, DROP_KEYS, EXPECTED} from './schema.ts'
import type {UserConfig} from './settings.ts'

type Issue = z.core.$ZodIssue
type Key = PropertyKey

/**
 * The value as a config, if it is one.
 * @param code whether it came from a module, which may hold functions
 * @throws MediaStructError BAD_CONFIG
 */
export function validateConfig(value: unknown, file: string, code: boolean): UserConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badConfig(file, `expected an object of keys and values, got ${describe(value)}.`)
  }
  refuseHostileKeys(value, file)
  if (Object.hasOwn(value, '$import')) {
    throw badConfig(
      file,
      'the key "$import" is not supported.',
      'Write all keys into one file, or make it a .ts config.',
    )
  }
  const result = configSchema(code).safeParse(value)
  if (result.success) return result.data
  throw badConfig(file, result.error.issues.map((issue) => sentence(issue, value)).join('\n'))
}

/** `__proto__` as a key would change what an object is instead of what it holds. */
function refuseHostileKeys(value: object, file: string, seen: Set<object> = new Set()): void {
  if (seen.has(value)) return
  seen.add(value)
  if (Object.hasOwn(value, '__proto__')) throw badConfig(file, 'the key "__proto__" is not allowed.')
  for (const child of isPlain(value) ? Object.values(value) : []) {
    if (typeof child === 'object' && child !== null) refuseHostileKeys(child, file, seen)
  }
}

/** Data as a config file spells it; a plugin's own objects are its own business. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null
}

function sentence(issue: Issue, config: object): string {
  const {path, unknown} = innermost(issue, [])
  if (unknown !== undefined) return unknownKey(unknown, path)
  const [key] = path
  const expected = EXPECTED[key as keyof UserConfig]
  return `"${spell(path)}": expected ${expected}; got ${describe(valueAt(config, path))}.`
}

interface Finding {
  path: Key[]
  /** The key that nobody knows. */
  unknown?: string | undefined
}

/** A union says only that no branch fits: the branch that got furthest says what was wrong. */
function innermost(issue: Issue, prefix: readonly Key[]): Finding {
  const path = [...prefix, ...issue.path]
  if (issue.code === 'unrecognized_keys') return {path, unknown: issue.keys[0]}
  if (issue.code !== 'invalid_union') return {path}
  const deeper = issue.errors
    .flat()
    .find((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys')
  return deeper ? innermost(deeper, path) : {path}
}

function unknownKey(key: string, parent: readonly Key[]): string {
  const known = parent.length === 0 ? Object.keys(EXPECTED) : DROP_KEYS
  const suggestion = nearest(key, known)
  const offer =
    suggestion === undefined ? ` Expected one of ${known.join(', ')}.` : ` Did you mean "${suggestion}"?`
  return `unknown key "${spell([...parent, key])}".${offer}`
}

/** `drop[0].copy` */
function spell(path: readonly Key[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('')
}

function valueAt(config: object, path: readonly Key[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    config,
  )
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'a list'
  if (typeof value !== 'object') return String(value)
  const keys = Object.keys(value)
  return keys.length === 0 ? 'an empty object' : `an object with the keys ${keys.join(', ')}`
}
