/** Packages of strangers with commands of their own, written into a scratch directory, linked or packed. */
import {execFileSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect} from 'chai'
import {mediastruct, type Ran} from './mediastruct.ts'
import {scratch} from './scratch.ts'

export interface Package {
  name: string
  /** Source of each command, by id: `paint`. */
  commands: Readonly<Record<string, string>>
  /** Body of the plugin's `setup(api)`, where it has one. */
  setup?: string
  /** More files, by path below the package. */
  files?: Readonly<Record<string, string>>
  /** What stands in package.json besides. */
  manifest?: object
}

/** Writes the package. @returns its directory */
export function writePackage({name, commands, setup, files = {}, manifest = {}}: Package): string {
  const directory = join(scratch(), name)
  const hooks = setup === undefined ? {} : {hooks: {'mediastruct:plugin': './dist/plugin.js'}}
  const described = {
    ...{name, version: '1.2.3', type: 'module', files: ['dist', 'oclif.manifest.json']},
    oclif: {
      ...(Object.keys(commands).length > 0 && {commands: './dist/commands'}),
      topicSeparator: ' ',
      ...hooks,
    },
    ...manifest,
  }
  const sources = Object.entries(commands).map(([id, text]) => [`dist/commands/${id}.js`, text] as const)
  const plugin = `export default async () => ({name: '${name}', apiVersion: 1, setup(api) { ${setup} }})`
  const all = [
    ...sources,
    ...Object.entries(files),
    ...(setup === undefined ? [] : [['dist/plugin.js', plugin] as const]),
    ['package.json', JSON.stringify(described)] as const,
  ]
  for (const [path, text] of all) {
    mkdirSync(dirname(join(directory, path)), {recursive: true})
    writeFileSync(join(directory, path), text)
  }
  return directory
}

/** Writes the package and links it, as its author would. @returns its directory */
export async function linkPackage(described: Package): Promise<string> {
  const directory = writePackage(described)
  await link(directory)
  return directory
}

export async function link(directory: string): Promise<void> {
  expectDone(await mediastruct(['plugins', 'link', directory, '--no-install'], {cwd: directory}))
}

/** Packs the package and installs it from the tarball; it has no dependencies, so nothing is asked of a registry. */
export async function installPackage(described: Package): Promise<void> {
  const directory = writePackage(described)
  const packed = execFileSync('npm', ['pack', '--silent'], {cwd: directory, encoding: 'utf8'}).trim()
  const tarball = `file:${join(directory, packed)}`
  expectDone(await mediastruct(['plugins', 'install', tarball], {cwd: directory}))
}

function expectDone({code, stdout, stderr}: Ran): void {
  expect(code, stdout + stderr).to.equal(0)
}
