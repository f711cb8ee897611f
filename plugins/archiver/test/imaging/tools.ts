/** The imagers that Debian has, and trees for them; a test without its tool is skipped aloud. */
import {execFileSync, spawnSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import type {Context} from 'mocha'

const PACKAGES = {genisoimage: 'genisoimage', xorriso: 'xorriso', '7z': 'p7zip-full'} as const

export function needs(test: Context, ...tools: (keyof typeof PACKAGES)[]): void {
  const missing = tools.filter((tool) => spawnSync(tool, ['-version']).error !== undefined)
  if (missing.length === 0) return
  const packages = missing.map((tool) => PACKAGES[tool]).join(' ')
  process.stderr.write(`    skipped: ${missing.join(', ')} not found (apt-get install ${packages})\n`)
  test.skip()
}

export type Tree = Readonly<Record<string, string | Uint8Array>>

export function plant(directory: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(directory, path)), {recursive: true})
    writeFileSync(join(directory, path), content)
  }
}

export function genisoimage(image: string, tree: string, ...more: string[]): void {
  const options = ['-quiet', '-input-charset', 'utf-8', '-iso-level', '3', '-allow-limited-size', '-R']
  execFileSync('genisoimage', [...options, '-V', 'MS-0001', ...more, '-o', image, tree], {stdio: 'pipe'})
}

export function xorriso(image: string, tree: string): void {
  const options = ['-volid', 'MS-0001', '-for_backup', '-map', tree, '/', '-commit']
  execFileSync('xorriso', ['-outdev', image, ...options], {stdio: 'pipe'})
}
