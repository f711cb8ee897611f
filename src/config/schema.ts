/**
 * The config's schema. Loading zod takes 100 ms: import this file only where a config is read.
 *
 * A config that is code may hold functions and plugin objects; one that is data, and the JSON Schema for editors, may not.
 */
import {z} from 'zod'
import {parseAge} from '../units.ts'
import {
  type DedupeFunction,
  type FolderFunction,
  MANIFEST_ALGORITHMS,
  type RenameFunction,
  type UserAge,
  type UserConfig,
} from './settings.ts'

/** What each key must be, for the sentence that refuses anything else. */
export const EXPECTED: Readonly<Record<keyof UserConfig, string>> = {
  $schema: 'the address of a JSON Schema',
  drop: 'a list of directories, each a path or {path, copy, timezone}',
  library: 'a directory',
  archive: 'a directory',
  masters: 'a list of directories',
  trees: 'a list of directories',
  duplicates: 'a directory',
  catalog: 'a file',
  hash: 'the name of a hash algorithm',
  dates: 'a list of names of capture-date sources',
  rename: 'a name or template (or, in a config that is code, a function)',
  folder: 'a folder pattern (or, in a config that is code, a function)',
  dedupe: 'the name of a policy (or, in a config that is code, a function)',
  medium: 'the name of a medium',
  ecc: 'the name of an error correction, or none',
  manifests: 'a list of sha256, sha512 and blake3',
  copies: 'a whole number of at least 1',
  auditEvery: 'an age such as 30d, 8w or 1y',
  timezone: 'an IANA time zone such as Europe/Berlin',
  localClocks: 'a list of camera makes, each optionally with the beginning of a model',
  disable: 'a list of names of first-party plugins',
  maxAge: 'ages by directory, such as {./photos: 30d}',
  exclude: 'a list of gitignore-style patterns',
  threads: 'a whole number from 1 to 1024',
  round: 'a list of commands',
  plugins:
    'a list of modules or package names, each optionally [name, options] (in a config that is code, plugins too)',
}

/** Keys of an entry of `drop` that is an object. */
export const DROP_KEYS = ['path', 'copy', 'timezone']

const path = z.string().regex(/^[^\0]+$/)
const name = z.string().min(1)
const age: z.ZodType<UserAge> = z.union([z.string().refine(isAge), z.literal(0)])
const timezone = z.string().refine(isTimezone)

const drop = z.strictObject({
  path: path.describe('Directory that ingest takes from.'),
  copy: z.boolean().optional().describe('Leave the originals where they are. Default: false.'),
  timezone: timezone.optional().describe('IANA zone of times stored as UTC in this drop.'),
})

/** @param code whether the config is a module, which may hold functions and plugin objects */
export function configSchema(code: boolean): z.ZodType<UserConfig> {
  return z.strictObject({
    $schema: z.string().optional().describe('Address of this schema, for editors.'),
    drop: z
      .array(z.union([path, drop]))
      .optional()
      .describe('Directories that ingest takes from.'),
    library: path.optional().describe('Where ingest files things by date.'),
    archive: path.optional().describe('The archive root: always a master.'),
    masters: z.array(path).optional().describe('More trees that must never change. Default: none.'),
    trees: z.array(path).optional().describe('More trees to crawl and compare. Default: none.'),
    duplicates: path.optional().describe('Where sort puts redundant copies; never a source of anything.'),
    catalog: path
      .optional()
      .describe('The catalog file. Default: .mediastruct/catalog.db beside the config file.'),
    hash: name.optional().describe('Name of the hash algorithm. Default: blake3.'),
    dates: z
      .array(name)
      .optional()
      .describe(
        'Names of capture-date sources, in order; "..." stands for the built-in ones that are not named. Default: all.',
      ),
    rename: orFunction<RenameFunction>(name, code)
      .optional()
      .describe('The rename strategy: a name or a template. Default: datetime-hash.'),
    folder: orFunction<FolderFunction>(name, code)
      .optional()
      .describe('Date folder pattern under library. Default: {yyyy}/{yyyy}-{MM}-{dd}.'),
    dedupe: orFunction<DedupeFunction>(name, code)
      .optional()
      .describe('Name of the dedupe policy. Default: prefer-master.'),
    medium: name.optional().describe('Name of the volume target. Default: bd-r-25.'),
    ecc: name
      .optional()
      .describe('Name of the error correction that images get, which a plugin brings. Default: none.'),
    manifests: z
      .array(z.enum(MANIFEST_ALGORITHMS))
      .optional()
      .describe(
        'Checksums of the files on a volume, for sha256sum and the like. Always with sha256, the default.',
      ),
    copies: z.int().min(1).optional().describe('Verified copies that make content safe. Default: 2.'),
    auditEvery: age.optional().describe('How often a copy is read again. Default: 1y.'),
    timezone: timezone.optional().describe("IANA zone for times stored as UTC. Default: the system's."),
    localClocks: z
      .array(name)
      .optional()
      .describe(
        'Cameras that write local time where a format wants UTC: makes, or a make and the beginning of a model. Added to the built-in list.',
      ),
    disable: z.array(name).optional().describe('Names of first-party plugins to turn off.'),
    maxAge: z
      .record(path, age)
      .optional()
      .describe(
        'Per tree: how old its index may be before it is crawled again. Default: archive 120d, others 0.',
      ),
    exclude: z.array(name).optional().describe('gitignore-style patterns, added to the built-in junk list.'),
    threads: z
      .int()
      .min(1)
      .max(1024)
      .optional()
      .describe('Worker threads, and processes that read headers. Default: number of cores.'),
    round: z.array(name).optional().describe('What `mediastruct run` does. Default: ingest, crawl, dupes.'),
    plugins: z
      .array(pluginEntry(code))
      .optional()
      .describe('Local modules or package names, each optionally [name, options].'),
  })
}

/** The schema of a config that is data, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema(false), {io: 'input'})
  return {...schema, title: 'MediaStruct config'}
}

function orFunction<F>(text: z.ZodType<string>, code: boolean): z.ZodType<string | F> {
  return code ? z.union([text, z.custom<F>((value) => typeof value === 'function')]) : text
}

function pluginEntry(code: boolean): z.ZodType<unknown> {
  const plugin = code ? z.union([path, z.custom<object>(isPluginObject)]) : path
  return z.union([plugin, z.tuple([plugin, z.unknown().optional()])])
}

function isPluginObject(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null && !Array.isArray(value))
}

function isAge(text: string): boolean {
  try {
    return parseAge(text) >= 0
  } catch {
    return false
  }
}

function isTimezone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', {timeZone}) !== undefined
  } catch {
    return false
  }
}
