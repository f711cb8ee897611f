/** What is in the one tarball: all that is needed, nothing that is not, nothing of the machine that it was made on. */
import {existsSync, globSync, readdirSync, readFileSync, statSync} from 'node:fs'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'
import {expect} from 'chai'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'
import {type Installed, installed, packed} from './installed.ts'
import {OPTIONAL, SHIPPED} from './plugins.ts'

interface Manifest {
  version: string
  dependencies?: Record<string, string>
  bundleDependencies?: string[]
  oclif: {commands?: string; plugins?: string[]}
}

/** Most that a download may weigh; it was 1.2 MB when this was written. */
const MOST_BYTES = 2_000_000
const PACKAGE_FILES =
  /^(templates\/plugin\/.+|examples\/[^/]+\/(README\.md|(src|test)\/.+\.ts)|bin\/run\.js|dist\/.+\.(js|d\.ts)|schemas\/.+\.json|(docs|bench)\/.+\.md|oclif\.manifest\.json|package\.json|[A-Z]+(\.md)?)$/

function manifestOf(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
}

/** What a package depends on, and what that depends on. */
function dependenciesOf(directory: string): string[] {
  return Object.keys(manifestOf(directory).dependencies ?? {}).flatMap((name) => [
    name,
    ...dependenciesOf(join(PACKAGE_ROOT, 'node_modules', name)),
  ])
}

/** Paths of a package's own files below its root, without what is bundled with it. */
function filesOf(root: string): string[] {
  return readdirSync(root, {recursive: true, encoding: 'utf8'})
    .filter((path) => !path.startsWith('node_modules') && statSync(join(root, path)).isFile())
    .sort()
}

/** What a compiler makes of a package's sources. */
function outputsOf(root: string): string[] {
  return globSync('src/**/*.ts', {cwd: root})
    .map((file) => file.replace(/^src/, 'dist').replace(/\.ts$/, ''))
    .flatMap((file) => [`${file}.js`, `${file}.d.ts`])
    .sort()
}

describe('The tarball of a release', () => {
  let program: Installed

  before(async () => {
    program = await installed('npm install')
  })

  it(`weighs less than ${MOST_BYTES / 1e6} MB`, async () => {
    expect(statSync(await packed()).size).to.be.below(MOST_BYTES)
  })

  it('bundles the plugins, what they alone depend on, and nothing else', () => {
    const bundled = globSync('{@*/*,[!@]*}', {cwd: join(program.packageRoot, 'node_modules')})
    const expected = SHIPPED.flatMap((name) => [
      `@mediastruct/plugin-${name}`,
      ...dependenciesOf(join(PACKAGE_ROOT, 'plugins', name)),
    ])
    expect(bundled.sort()).to.deep.equal([...new Set(expected)].sort())
    expect(globSync('**/@oclif/core/package.json', {cwd: program.directory})).to.have.length(1)
  })

  for (const name of OPTIONAL) {
    it(`neither brings nor names ${name}, which a user installs by itself`, () => {
      const {dependencies = {}, bundleDependencies, oclif} = manifestOf(program.packageRoot)
      const named = [...Object.keys(dependencies), ...(bundleDependencies ?? []), ...(oclif.plugins ?? [])]
      expect(named).to.not.include(`@mediastruct/plugin-${name}`)
      const brought = globSync(`**/*${name}*`, {cwd: program.directory})
      expect(brought).to.deep.equal([])
    })
  }

  for (const name of ['the host', ...SHIPPED]) {
    describe(name, () => {
      const source = name === 'the host' ? PACKAGE_ROOT : join(PACKAGE_ROOT, 'plugins', name)
      let root: string

      before(() => {
        const {packageRoot} = program
        root =
          name === 'the host'
            ? packageRoot
            : join(packageRoot, 'node_modules', '@mediastruct', `plugin-${name}`)
      })

      it('has the output of each source, and of none that is gone', () => {
        const dist = filesOf(root).filter((file) => file.startsWith('dist/'))
        expect(dist).to.deep.equal(outputsOf(source))
      })

      it('has what is read and run, and nothing that is not', () => {
        const files = filesOf(root)
        expect(files.filter((file) => !PACKAGE_FILES.test(file))).to.deep.equal([])
        expect(files).to.include('README.md')
        const {oclif, version} = manifestOf(root)
        expect(files.includes('oclif.manifest.json')).to.equal(oclif.commands !== undefined)
        if (oclif.commands === undefined) return
        const manifest: Manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'))
        expect(manifest.version).to.equal(version)
      })

      it('tells nothing of where it was made', () => {
        const here = PACKAGE_ROOT.replace(/\/$/, '')
        const telling = filesOf(root).filter((file) => readFileSync(join(root, file), 'utf8').includes(here))
        expect(telling).to.deep.equal([])
      })

      it('has every file that its pages link to', () => {
        const broken = filesOf(root)
          .filter((file) => file.endsWith('.md'))
          .flatMap((page) =>
            [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)]
              .map(([, link = '']) => join(dirname(page), link))
              .filter((target) => !existsSync(join(root, target)))
              .map((target) => `${page}: ${target}`),
          )
        expect(broken).to.deep.equal([])
      })
    })
  }

  it('has every schema, where editors look for them', () => {
    const {resolve} = createRequire(join(program.directory, 'from-here.js'))
    for (const name of readdirSync(join(PACKAGE_ROOT, 'schemas'))) {
      expect(resolve(`mediastruct/schemas/${name}`)).to.equal(join(program.packageRoot, 'schemas', name))
    }
    expect(resolve('mediastruct/config.schema.json')).to.include(program.packageRoot)
  })
})
