/** An author's package beside the installed program: its types are found, and can be told again in declarations. */
import {execFileSync} from 'node:child_process'
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {AUTHORS_OPTIONS} from '../support/authors.ts'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'
import {snippets} from '../support/snippets.ts'
import {installed, outside} from './installed.ts'

const MODULES = join(PACKAGE_ROOT, 'node_modules')

describe('The types of a release', () => {
  it('are enough for every module that docs/plugins.md shows, declarations included', async () => {
    const {packageRoot} = await installed('npm install --global')
    const directory = outside()
    mkdirSync(join(directory, 'node_modules'))
    symlinkSync(packageRoot, join(directory, 'node_modules/mediastruct'))
    for (const name of ['@types', 'zod'])
      symlinkSync(join(MODULES, name), join(directory, 'node_modules', name))
    writeFileSync(join(directory, 'package.json'), '{"type": "module"}')
    const shown = snippets('docs/plugins.md', 'ts')
    for (const code of shown) {
      writeFileSync(join(directory, /^\/\/ (\S+)\n/.exec(code)?.[1] ?? 'unnamed.ts'), code)
    }
    const compilerOptions = {...AUTHORS_OPTIONS, noEmit: false, declaration: true, outDir: 'dist'}
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({compilerOptions}))
    expect(shown.length).to.be.greaterThan(5)
    execFileSync(join(MODULES, '.bin/tsc'), ['-p', directory], {stdio: 'pipe'})
  })
})
