import {globSync, readFileSync} from 'node:fs'
import {builtinModules} from 'node:module'
import {dirname, join, relative, resolve} from 'node:path'
import {expect} from 'chai'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'

/** As the formatter writes them: `… from 'x'` at the end of a statement, `import 'x'`, `import('x')`. */
const IMPORT = /^(?:import|export|\}) .*?from '([^']+)'$|^import '([^']+)'$|\bimport\('([^']+)'\)/gm

interface Import {
  file: string
  specifier: string
}

function importsOf(pattern: string): Import[] {
  return globSync(pattern, {cwd: PACKAGE_ROOT}).flatMap((file) =>
    [...readFileSync(join(PACKAGE_ROOT, file), 'utf8').matchAll(IMPORT)].map(([, ...found]) => ({
      file,
      specifier: found.find((specifier) => specifier !== undefined) ?? '',
    })),
  )
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function declared(plugin: string): string[] {
  const manifest: {dependencies?: Record<string, string>} = JSON.parse(
    readFileSync(join(PACKAGE_ROOT, plugin, 'package.json'), 'utf8'),
  )
  return Object.keys(manifest.dependencies ?? {})
}

describe('What may import what', () => {
  for (const plugin of globSync('plugins/*', {cwd: PACKAGE_ROOT})) {
    it(`${plugin} uses the public API, its declared dependencies and itself`, () => {
      const allowed = new Set(['mediastruct', ...declared(plugin)])
      const wrong = importsOf(`${plugin}/src/**/*.ts`).filter(({file, specifier}) => {
        if (specifier.startsWith('node:')) return !builtinModules.includes(specifier.slice(5))
        if (!specifier.startsWith('.')) return !allowed.has(packageName(specifier))
        return relative(
          join(PACKAGE_ROOT, plugin),
          resolve(PACKAGE_ROOT, dirname(file), specifier),
        ).startsWith('..')
      })
      expect(wrong).to.deep.equal([])
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
