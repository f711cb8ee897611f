import {readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'
import {expectSnapshot} from '../support/snapshot.ts'

const source = (file: string) => readFileSync(join(PACKAGE_ROOT, 'src', file), 'utf8')

/** Names of the types that a module makes public, as its text says. */
function typeNames(file: string): string[] {
  const text = source(file)
  const declared = [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name = '']) => name)
  const listed = [...text.matchAll(/^export type \{([^}]+)\}/gm)].flatMap(([, names = '']) => words(names))
  const passedOn = [...text.matchAll(/^export (?:type )?\* from '\.\/(.+)'/gm)].flatMap(([, from = '']) =>
    typeNames(join(dirname(file), from)),
  )
  return [...declared, ...listed, ...passedOn]
}

function words(names: string): string[] {
  return names
    .split(',')
    .flatMap((name) => name.trim().split(' as ').slice(-1))
    .filter(Boolean)
}

/** What a package export is made from, below `src/` and `dist/`, by the name of its snapshots. */
const ENTRIES = [
  ['index', 'exports', 'exported-types'],
  ['basics', 'basics-exports', 'basics-exported-types'],
  ['testing/index', 'testing-exports', 'testing-exported-types'],
] as const

for (const [entry, values, types] of ENTRIES) {
  describe(`the public API, ${entry}`, () => {
    it('exports these values', async () => {
      const api: object = await import(join(PACKAGE_ROOT, 'dist', `${entry}.js`))
      expectSnapshot(values, Object.keys(api).sort())
    })

    it('exports these types', () => {
      expectSnapshot(types, [...new Set(typeNames(`${entry}.ts`))].sort())
    })
  })
}
