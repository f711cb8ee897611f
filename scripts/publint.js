// Looks at each package as others would get it, the root's and every plugin's: what a reader of its package.json would
// miss, and every exported file that is not in the tarball. Any remark is a failure.
import {existsSync, globSync, readFileSync} from 'node:fs'
import {dirname, join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'
import {publint} from 'publint'
import {formatMessage} from 'publint/utils'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const packages = [root, ...globSync(join(root, '{plugins,examples}', '*'))].filter((directory) =>
  existsSync(join(directory, 'package.json')),
)

for (const pkgDir of packages) {
  const {messages} = await publint({pkgDir, strict: true, pack: 'npm'})
  const manifest = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8'))
  const name = relative(root, pkgDir) || 'package'
  for (const message of messages) console.error(`${name}: ${formatMessage(message, manifest)}`)
  if (messages.length > 0) process.exitCode = 1
}
