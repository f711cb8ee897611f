/** The least that a program on oclif can be: one command, a manifest, nothing else. Starting faster than it is not to be had. */
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {Contender} from './case.ts'

const NODE_MODULES = fileURLToPath(new URL('../node_modules', import.meta.url))

const PACKAGE = {
  name: 'bare',
  version: '1.0.0',
  type: 'module',
  oclif: {bin: 'bare', dirname: 'bare', commands: './commands', topicSeparator: ' '},
}

const HELLO = {id: 'hello', description: 'Says hello.', args: {}, flags: {}, aliases: [], hiddenAliases: []}

const COMMAND = `import {Command} from '@oclif/core'
export default class Hello extends Command {
  static description = 'Says hello.'
  async run() { this.log('hello') }
}
`

const RUN = `import {execute} from '@oclif/core'
await execute({dir: import.meta.url})
`

/** As our own program does it: on before anything else is loaded. */
const RUN_CACHED = `import {enableCompileCache} from 'node:module'
enableCompileCache(new URL('../compile-cache', import.meta.url).pathname)
const {execute} = await import('@oclif/core')
await execute({dir: import.meta.url})
`

export function bareOclif(
  name: string,
  {cached, args}: {cached: boolean; args: readonly string[]},
): Contender {
  return {
    name,
    tree: undefined,
    setUp: ({kept}) => writeProgram(kept, cached ? RUN_CACHED : RUN),
    command: ({kept}) => ({file: process.execPath, args: [join(kept, 'bin', 'run.js'), ...args]}),
  }
}

function writeProgram(directory: string, run: string): void {
  const manifest = {
    version: PACKAGE.version,
    commands: {
      hello: {...HELLO, pluginName: PACKAGE.name, pluginType: 'core', relativePath: ['commands', 'hello.js']},
    },
  }
  const files = {
    'package.json': JSON.stringify(PACKAGE),
    'oclif.manifest.json': JSON.stringify(manifest),
    'commands/hello.js': COMMAND,
    'bin/run.js': run,
  }
  for (const below of ['bin', 'commands']) mkdirSync(join(directory, below))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  symlinkSync(NODE_MODULES, join(directory, 'node_modules'))
}
