/** `init`, `config`, `config trust`. */
import {z} from 'zod'
import {absolutePath, count, document, hash, pathFields} from './common.ts'

export const init = document('init', pathFields('file'))

export const configTrust = document('config-trust', {file: absolutePath, sha256: hash})

const orNull = absolutePath.nullable()
const names = z.array(z.string())

/** Values as a user would write them, with absolute paths; `(function)` and `(object)` stand for code. */
const effective = z.strictObject({
  drop: z.array(z.strictObject({...pathFields('path'), copy: z.boolean(), timezone: z.string().optional()})),
  ...pathFields('library', orNull),
  ...pathFields('archive', orNull),
  masters: z.array(absolutePath),
  trees: z.array(absolutePath),
  ...pathFields('duplicates', orNull),
  ...pathFields('catalog'),
  hash: z.string(),
  dates: names.nullable().describe('null: all, in the documented order.'),
  rename: z.string(),
  folder: z.string(),
  dedupe: z.string(),
  medium: z.string(),
  ecc: z.string(),
  manifests: names,
  copies: count,
  auditEvery: z.string(),
  timezone: z.string(),
  localClocks: names,
  disable: names,
  maxAge: z.record(absolutePath, z.string()),
  exclude: names,
  threads: count,
  round: names,
  plugins: z.array(z.union([z.string(), z.tuple([z.string(), z.unknown()])])),
})

export const config = document('config', {
  file: absolutePath.nullable().describe('null: there is no config file.'),
  config: effective,
  origins: z.record(z.string(), z.string()).describe('By key: `default`, `flag`, or the config file.'),
})
