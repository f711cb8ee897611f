import {existsSync, readdirSync} from 'node:fs'
import {join, relative} from 'node:path'
import type {Command} from '@oclif/core'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'
import {expectSnapshot} from '../support/snapshot.ts'

type CommandClass = typeof Command

/** Command classes of the built package and its plugins, by what the user types. */
async function commands(): Promise<[string, CommandClass][]> {
  const plugins = readdirSync(join(PACKAGE_ROOT, 'plugins')).map((name) =>
    join(PACKAGE_ROOT, 'plugins', name),
  )
  const found: [string, CommandClass][] = []
  for (const root of [PACKAGE_ROOT, ...plugins]) {
    const directory = join(root, 'dist', 'commands')
    if (!existsSync(directory)) continue
    const files = readdirSync(directory, {recursive: true, encoding: 'utf8'})
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      const module: {default: CommandClass} = await import(join(directory, file))
      found.push([typedName(directory, join(directory, file)), module.default])
    }
  }
  return found.sort(([a], [b]) => (a < b ? -1 : 1))
}

function typedName(directory: string, file: string): string {
  const words = relative(directory, file).replace(/\.js$/, '').split('/')
  return words.filter((word, index) => word !== 'index' || index === 0 || words.length === 1).join(' ')
}

function surfaceOf(command: CommandClass) {
  const flags = Object.entries({...command.baseFlags, ...command.flags}).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    aliases: command.aliases,
    strict: command.strict,
    args: Object.entries(command.args).map(([name, {required = false}]) => ({name, required})),
    flags: Object.fromEntries(
      flags.map(([name, flag]) => [
        name,
        {
          type: flag.type,
          char: flag.char,
          multiple: flag.type === 'option' ? flag.multiple : undefined,
          options: flag.type === 'option' ? flag.options : undefined,
          default: typeof flag.default === 'function' ? '(computed)' : flag.default,
          aliases: flag.aliases,
          exclusive: flag.exclusive,
          dependsOn: flag.dependsOn,
        },
      ]),
    ),
  }
}

describe('commands', () => {
  it('take these arguments and flags', async () => {
    const surface = (await commands()).map(([name, command]) => [name, surfaceOf(command)])
    expectSnapshot('commands', Object.fromEntries(surface))
  })
})
