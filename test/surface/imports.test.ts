import {globSync, readFileSync} from 'node:fs'
import {builtinModules} from 'node:module'
import {dirname, join, relative, resolve} from 'node:path'
import {expect} from 'chai'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'

/** `… from 'x'`, `import 'x'`, `import('x')`, `require('x')`, `import.meta.resolve('x')`, over lines, too. */
const IMPORT = /(?<![\w.'"`-])(?:from|(?:import|require|import\.meta\.resolve)\s*\(?)\s*(['"])([^'"\n]+)\1/g
/** An import that only a run can tell. */
const COMPUTED = /\b(?:import|require)\s*\(\s*(?!['"])/

interface Import {
  file: string
  specifier: string
}

function specifiersIn(source: string): string[] {
  return [...source.matchAll(IMPORT)].map(([, , specifier = '']) => specifier)
}

function importsOf(pattern: string): Import[] {
  return sourcesOf(pattern).flatMap(({file, text}) =>
    specifiersIn(text).map((specifier) => ({file, specifier})),
  )
}

function sourcesOf(pattern: string): {file: string; text: string}[] {
  return globSync(pattern, {cwd: PACKAGE_ROOT}).map((file) => ({
    file,
    text: readFileSync(join(PACKAGE_ROOT, file), 'utf8'),
  }))
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

interface Manifest {
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, {optional?: boolean}>
}

function manifestOf(plugin: string): Manifest {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, plugin, 'package.json'), 'utf8'))
}

const PUBLIC_API = new Set(['mediastruct', 'mediastruct/basics'])

/** Whether a file of a plugin may import that: a stranger's package could. */
function isAllowed(plugin: string, {file, specifier}: Import, dependencies: readonly string[]): boolean {
  if (specifier.startsWith('node:')) return builtinModules.includes(specifier.slice(5))
  if (!specifier.startsWith('.')) {
    return PUBLIC_API.has(specifier) || dependencies.includes(packageName(specifier))
  }
  const target = resolve(PACKAGE_ROOT, dirname(file), specifier)
  return !relative(join(PACKAGE_ROOT, plugin, 'src'), target).startsWith('..')
}

/** Sources, and what is imported in them. */
const SAMPLES: [source: string, specifiers: string[]][] = [
  ["import {a} from 'x'", ['x']],
  ["import type {A} from 'x'", ['x']],
  ["import {\n  a,\n  b,\n} from 'x'", ['x']],
  ["import a from\n  'x'", ['x']],
  ["import * as a from '@s/x/y'", ['@s/x/y']],
  ["import a, {b} from 'x' with {type: 'json'}", ['x']],
  ['import "x"; import \'y\'', ['x', 'y']],
  ["export * from 'x'", ['x']],
  ["export type {A} from '../../src/x.ts'", ['../../src/x.ts']],
  ["const {a} = await import('x')", ['x']],
  ["const a = import(\n  'x',\n)", ['x']],
  ["type A = import('x').A", ['x']],
  ["const a = require('x')", ['x']],
  ["new URL(import.meta.resolve('x'))", ['x']],
  ["Buffer.from('x'); path.resolve('x'); const f = ['from', 'x']", []],
]

describe('What may import what', () => {
  for (const [source, specifiers] of SAMPLES) {
    it(`is seen in ${JSON.stringify(source)}`, () => {
      expect(specifiersIn(source)).to.deep.equal(specifiers)
    })
  }

  for (const [specifier, allowed] of Object.entries({
    mediastruct: true,
    'node:fs': true,
    'node:nothing': false,
    exifr: true,
    'exifr/dist/full.esm.mjs': true,
    '../sources/index.ts': true,
    'mediastruct/basics': true,
    'mediastruct/dist/paths/bytes.js': false,
    fs: false,
    tapable: false,
    '../../../../src/index.ts': false,
    '../../../sorter/src/plugin.ts': false,
    '@mediastruct/plugin-sorter': false,
  })) {
    it(`${specifier} is ${allowed ? 'allowed' : 'refused'} to a plugin`, () => {
      const file = 'plugins/ingester/src/planner/dates.ts'
      expect(isAllowed('plugins/ingester', {file, specifier}, ['exifr'])).to.equal(allowed)
    })
  }

  for (const plugin of globSync('plugins/*', {cwd: PACKAGE_ROOT})) {
    const imports = importsOf(`${plugin}/src/**/*.ts`)
    const {dependencies = {}, peerDependencies, peerDependenciesMeta} = manifestOf(plugin)
    const declared = Object.keys(dependencies)

    it(`${plugin} uses the public API, its declared dependencies and itself`, () => {
      expect(imports.map(({specifier}) => specifier)).to.include('mediastruct')
      expect(imports.filter((found) => !isAllowed(plugin, found, declared))).to.deep.equal([])
    })

    it(`${plugin} imports nothing whose name only a run can tell`, () => {
      const computed = sourcesOf(`${plugin}/src/**/*.ts`).filter(({text}) => COMPUTED.test(text))
      expect(computed.map(({file}) => file)).to.deep.equal([])
    })

    it(`${plugin} uses what it declares, and asks for its host only where there is one`, () => {
      const used = new Set(imports.map(({specifier}) => packageName(specifier)))
      expect(declared.filter((name) => !used.has(name))).to.deep.equal([])
      expect(Object.keys(peerDependencies ?? {})).to.deep.equal(['mediastruct'])
      expect(peerDependenciesMeta).to.deep.equal({mediastruct: {optional: true}})
    })
  }

  it('the host knows nothing of its plugins', () => {
    const wrong = importsOf('src/**/*.ts').filter(({specifier}) => /@mediastruct\/|plugins\//.test(specifier))
    expect(wrong).to.deep.equal([])
  })

  it('only the catalog writes SQL, and one file knows the driver', () => {
    const wrong = importsOf('{src,plugins/*/src}/**/*.ts').filter(
      ({file, specifier}) => specifier === 'node:sqlite' && file !== 'src/catalog/database.ts',
    )
    expect(wrong).to.deep.equal([])
  })

  it('only the reporter writes to stdout and stderr', () => {
    const wrong = globSync('{src,plugins/*/src}/**/*.ts', {cwd: PACKAGE_ROOT}).filter(
      (file) =>
        !file.startsWith('src/report/') &&
        /console\.|process\.(stdout|stderr)\.write/.test(readFileSync(join(PACKAGE_ROOT, file), 'utf8')),
    )
    expect(wrong).to.deep.equal([])
  })
})
