/** What the tests of the `plugins` commands share. */
import {expect} from 'chai'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {NO_REGISTRY} from '../support/plugin-package.ts'
import {scratch} from '../support/scratch.ts'

export interface Listed {
  name: string
  version: string | null
  from: {kind: string; spec: string}
  taps: {hook: string; name?: string}[]
  commands: string[]
  problem: string | null
  hint: string | null
}

export async function plugins(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return await mediastruct(['plugins', ...args], {cwd: scratch(), env: {...NO_REGISTRY, ...env}})
}

/** Runs it with success. */
export async function succeeds(args: readonly string[], env?: Record<string, string>): Promise<Ran> {
  const ran = await plugins(args, env)
  expect(ran.code, ran.stdout + ran.stderr).to.equal(0)
  return ran
}

/** The document that a command ends with, held against its schema. */
export async function documentOf<T>(args: readonly string[], schema: string, code = 0): Promise<T> {
  const ran = await plugins([...args, '--json'])
  expect(ran.code, ran.stdout + ran.stderr).to.equal(code)
  const issues = SCHEMAS[schema]?.safeParse(ran.json()).error?.issues
  expect(issues ?? [], ran.stdout).to.deep.equal([])
  return ran.json<T>()
}

export async function listed(): Promise<Listed[]> {
  return (await documentOf<{plugins: Listed[]}>([], 'plugins')).plugins
}

/** The error that a command is refused with; nothing is installed after it. */
export async function refused(
  args: readonly string[],
): Promise<{code: string; message: string; hint: string}> {
  const {error} = await documentOf<{error: {code: string; message: string; hint: string}}>(args, 'error', 2)
  expect(await listed(), 'nothing is installed').to.deep.equal([])
  return error
}
