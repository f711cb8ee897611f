/** The example plugins as a stranger would publish and install them: tested, packed, installed into an empty home. */
import {execFile} from 'node:child_process'
import {globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, join} from 'node:path'
import {promisify} from 'node:util'
import {exif} from '../../plugins/demo/src/media/exif.ts'
import {mediastruct, PACKAGE_ROOT} from '../support/mediastruct.ts'
import {localRegistry, pack} from '../support/registry.ts'
import {filesBelow} from './tree.ts'

const DIRECTORY = join(PACKAGE_ROOT, 'examples')

/** Names of their directories. */
export const EXAMPLES = globSync('*/package.json', {cwd: DIRECTORY})
  .map((manifest) => basename(join(DIRECTORY, manifest, '..')))
  .sort()

export function packageName(example: string): string {
  return `mediastruct-plugin-${example}`
}

/** All that the examples depend on. */
export function dependencies(): string[] {
  const names = EXAMPLES.flatMap((example) => {
    const manifest = readFileSync(join(DIRECTORY, example, 'package.json'), 'utf8')
    return Object.keys((JSON.parse(manifest) as {dependencies?: object}).dependencies ?? {})
  })
  return [...new Set(names)].sort()
}

/** What its README shows: its config, the file that belongs to it, and the arguments of the command after the install. */
export function shownBy(example: string): {config: string; csv: string; command: string[]} {
  const readme = readFileSync(join(DIRECTORY, example, 'README.md'), 'utf8')
  const block = (language: string) =>
    new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? ''
  const [, typed = ''] = block('sh').trimEnd().split('\nmediastruct ')
  return {config: block('yaml'), csv: block('csv'), command: typed.split(' ')}
}

/** Builds an example and runs its own tests, by its own script. @throws Error with what they wrote, where one fails */
export async function ownTests(example: string): Promise<string> {
  const {stdout} = await promisify(execFile)('npm', ['test'], {cwd: join(DIRECTORY, example)})
  return stdout
}

/** Runs the tests of all of them, which were built to be packed. @throws Error with what they wrote, where one fails */
export async function allTests(): Promise<string> {
  const tests = EXAMPLES.flatMap((example) => globSync(join(DIRECTORY, example, 'test', '*.test.ts')))
  const {stdout} = await promisify(execFile)(process.execPath, ['--test', ...tests], {cwd: PACKAGE_ROOT})
  return stdout
}

export interface Installed {
  /** For `env` of a run: the data directory that the examples are installed in. */
  readonly env: Readonly<Record<string, string>>
  /** Where npm put them. */
  readonly directory: string
  /** What each `plugins install` gave. */
  readonly codes: readonly (number | null)[]
  /** Packages that npm asked the registry for. */
  readonly asked: readonly string[]
  remove(): void
}

/**
 * All of them in one data directory, which was empty. Each is packed as it stands; what they depend on comes from the
 * checkout, through a registry of this machine.
 */
export async function installExamples(): Promise<Installed> {
  const root = mkdtempSync(join(tmpdir(), 'mediastruct-examples-'))
  const [tarballs, data] = [join(root, 'tarballs'), join(root, 'data')]
  mkdirSync(tarballs)
  const packed = await Promise.all(EXAMPLES.map((example) => pack(join(DIRECTORY, example), tarballs, [])))
  const registry = await localRegistry(tarballs, dependencies())
  const env = {
    XDG_DATA_HOME: data,
    npm_config_registry: registry.url,
    npm_config_cache: join(root, 'cache'),
    npm_config_audit: 'false',
    npm_config_update_notifier: 'false',
  }
  const codes: (number | null)[] = []
  for (const tarball of packed) {
    const {code, stderr} = await mediastruct(['plugins', 'install', `file:${tarball}`], {cwd: root, env})
    if (code !== 0) process.stderr.write(stderr)
    codes.push(code)
  }
  registry.close()
  const asked = [...registry.asked].sort()
  return {
    env: {XDG_DATA_HOME: data},
    directory: join(data, 'mediastruct', 'node_modules'),
    codes,
    asked,
    remove: () => rmSync(root, {recursive: true, force: true}),
  }
}

/** A JPEG that says which camera took it, and when. */
export function photo(make: string, model: string, local: string): Buffer {
  const notes = exif({make, model, local})
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0])
  head.writeUInt16BE(notes.length + 2, 4)
  return Buffer.concat([head, notes, Buffer.from([0xff, 0xd9])])
}

/** What the files of a volume take on a disk that hands out clusters. */
export function clusteredBytes(volume: string, clusterBytes: number): number {
  const sizes = filesBelow(volume).map((file) => statSync(file).size)
  return sizes.reduce((sum, size) => sum + Math.ceil(size / clusterBytes) * clusterBytes, 0)
}
