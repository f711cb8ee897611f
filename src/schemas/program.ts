/** `hooks`, `run`, `demo`, and the document of every command that failed. */
import {z} from 'zod'
import {absolutePath, code, document} from './common.ts'

export const error = document('error', {
  error: z.strictObject({
    code,
    message: z.string().min(1),
    hint: z.string().optional().describe('What can be done about it.'),
  }),
})

const tap = z.strictObject({
  name: z.string().optional().describe('Name of the provider, for hooks that are asked by name.'),
  plugin: z.string(),
  version: z.string().optional(),
  from: z.enum(['host', 'first-party', 'config', 'installed', 'linked']).describe('How the plugin came in.'),
})

export const hooks = document('hooks', {
  hooks: z.array(
    z.strictObject({
      hook: z.string(),
      kind: z.string().describe('Class of tapable; HookMap<…> where providers are asked by name.'),
      taps: z.array(tap).describe('In the order in which they are asked.'),
    }),
  ),
})

const exitCode = z.int().nonnegative().max(255)

export const run = document('run', {
  steps: z.array(
    z.strictObject({
      command: z.string(),
      exitCode,
      result: z.unknown().describe("The step's own document."),
    }),
  ),
})

export const demo = document('demo', {
  directory: absolutePath,
  steps: z.array(z.strictObject({command: z.string(), exitCode, summary: z.string()})),
})
