// Writes oclif.manifest.json of the root and of every plugin that has commands. oclif deletes the manifest of the
// working directory before it writes, so that each is made from inside its own package.
import {execFileSync} from 'node:child_process'
import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const oclif = join(root, 'node_modules', 'oclif', 'bin', 'run.js')

/** @param {string} directory */
function hasCommands(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).oclif?.commands !== undefined
}

const plugins = readdirSync(join(root, 'plugins')).map((name) => join(root, 'plugins', name))
for (const directory of [...plugins, root].filter(hasCommands)) {
  execFileSync(process.execPath, [oclif, 'manifest', directory], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  sortCommands(join(directory, 'oclif.manifest.json'))
}

/**
 * oclif writes commands in the order in which the file system lists them, which is another one each time.
 * @param {string} file
 */
function sortCommands(file) {
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  const commands = Object.entries(manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(file, JSON.stringify({...manifest, commands: Object.fromEntries(commands)}, null, 2))
}
