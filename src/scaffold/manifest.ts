/** The package.json of a package that holds a plugin. Versions are those that this program is built and tested with. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {PLUGIN_EVENT} from '../plugin/packages.ts'
import {type Kind, OFFERS, WITH_OPTIONS} from './kinds.ts'

/** `src/scaffold/` and `dist/scaffold/` are equally deep. */
export const OWN_ROOT = join(import.meta.dirname, '..', '..')

interface OwnManifest {
  engines: {node: string}
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

export function manifestFor(name: string, kind: Kind): string {
  const own = ownManifest()
  const manifest = {
    name,
    version: '0.1.0',
    description: `Plugin for MediaStruct: ${OFFERS[kind]}.`,
    keywords: ['mediastruct', 'mediastruct-plugin'],
    license: 'MIT',
    type: 'module',
    engines: own.engines,
    exports: {
      '.': {types: './dist/plugin.d.ts', default: './dist/plugin.js'},
      './package.json': './package.json',
    },
    files: ['dist'],
    oclif: {hooks: {[PLUGIN_EVENT]: './dist/plugin.js'}},
    scripts: {
      build: 'tsc',
      test: 'tsc -p test && node --test "test/**/*.test.ts"',
      prepack: 'npm run build',
    },
    ...(WITH_OPTIONS.has(kind) && {dependencies: {zod: own.dependencies.zod}}),
    devDependencies: {
      '@types/node': own.devDependencies['@types/node'],
      // The registry may not have this very version; the program that runs is here.
      mediastruct: `file:${OWN_ROOT}`,
      typescript: own.devDependencies.typescript,
    },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

function ownManifest(): OwnManifest {
  return JSON.parse(readFileSync(join(OWN_ROOT, 'package.json'), 'utf8')) as OwnManifest
}
