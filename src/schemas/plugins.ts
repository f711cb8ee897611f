/** The documents of `plugins` and its commands. */
import {z} from 'zod'
import {KINDS} from '../scaffold/kinds.ts'
import {absolutePath, document, pathFields} from './common.ts'

const tap = z.strictObject({
  hook: z.string(),
  name: z.string().optional().describe('Name of the provider, for hooks that are asked by name.'),
})
const taps = z.array(tap).describe('In the order in which the plugin registers them.')
const commands = z.array(z.string()).describe('As they are typed: `volumes list`.')
const name = z.string().min(1)
const texts = z.record(z.string(), z.string())
const needs = z.string().nullable().describe('Options that it can not do without and does not get.')
const errors = z
  .array(z.strictObject({name, code: z.string(), message: z.string()}))
  .describe('What went wrong, by plugin; the others are done.')
const scripts = texts.describe('Install scripts that the package declares, by their names.')

const plugin = {
  name,
  version: z.string().nullable().describe('Null where the package can not be read, or there is none.'),
  from: z.strictObject({
    kind: z.enum(['registry', 'tarball', 'git', 'link', 'config', 'core']),
    spec: z
      .string()
      .describe('What was asked for, the directory that is linked, or the config that names it.'),
  }),
  root: absolutePath.nullable().describe('Directory of the package; null for what a config names.'),
  taps,
  commands,
  needs,
  problem: z.string().nullable().describe('Why it can not be loaded.'),
  hint: z.string().nullable().describe('What to do about the problem.'),
}

export const plugins = document('plugins', {plugins: z.array(z.strictObject(plugin))})

export const pluginsInspect = document('plugins-inspect', {
  ...plugin,
  engines: texts,
  scripts,
  dependencies: z.array(
    z.strictObject({
      name,
      range: z.string(),
      version: z.string().nullable().describe('Null where it is missing.'),
    }),
  ),
})

export const pluginsInstall = document('plugins-install', {
  dryRun: z.boolean(),
  allowScripts: z.boolean(),
  package: z.strictObject({
    name,
    version: z.string(),
    from: z.string().describe('Where it comes from, as npm resolved it.'),
    integrity: z
      .string()
      .nullable()
      .describe('`sha512-…`; null for a git repository, whose commit is in `from`.'),
    scripts,
    scriptedDependencies: z.array(z.string()).describe('Packages it depends on that have install scripts.'),
  }),
  taps: taps.nullable().describe('Null on a dry run.'),
  commands: commands.nullable().describe('Null on a dry run.'),
  needs,
})

export const pluginsLink = document('plugins-link', {
  allowScripts: z.boolean(),
  package: z.strictObject({name, version: z.string(), from: absolutePath, scripts}),
  taps,
  commands,
  needs,
})

export const pluginsUninstall = document('plugins-uninstall', {removed: z.array(name), errors})

export const pluginsUpdate = document('plugins-update', {
  allowScripts: z.boolean(),
  updated: z.array(
    z.strictObject({
      name,
      from: z.string().nullable().describe('Version; null where what was there could not be read.'),
      to: z.string(),
      changed: z.boolean().describe('Whether it is another one now, be it of the same version.'),
    }),
  ),
  errors,
})

export const pluginsReset = document('plugins-reset', {
  removed: z.array(name),
  reinstalled: z.boolean(),
  errors,
})

export const pluginsCreate = document('plugins-create', {
  name: z.string().describe("The package's name."),
  kind: z.enum(KINDS),
  offers: z
    .string()
    .nullable()
    .describe('What a config chooses it by. null: a filter is asked without being chosen.'),
  ...pathFields('directory'),
  files: z.array(z.string()).describe('Relative to the directory.'),
})
