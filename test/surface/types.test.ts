/** Whoever writes a plugin has the types that the package ships, and no others. */
import {execFileSync} from 'node:child_process'
import {readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {AUTHORS_OPTIONS} from '../support/authors.ts'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'

/** What the compiler says of an author's file; empty where it is content. */
function complaints(code: string): string {
  const directory = scratch()
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(directory, 'node_modules'))
  writeFileSync(join(directory, 'package.json'), '{"type": "module"}')
  writeFileSync(join(directory, 'author.ts'), code)
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({compilerOptions: AUTHORS_OPTIONS}))
  try {
    execFileSync(join(PACKAGE_ROOT, 'node_modules/.bin/tsc'), ['-p', directory], {encoding: 'utf8'})
    return ''
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}

describe('the types of the public API', function () {
  this.timeout(60_000)
  const authors = readFileSync(join(PACKAGE_ROOT, 'test/types/authors.ts'), 'utf8')

  it('accept and refuse what test/types/authors.ts says', () => {
    expect(complaints(authors)).to.equal('')
  })

  it('refuse each of the lines that are marked there', () => {
    const said = complaints(authors.replaceAll('@ts-expect-error', ''))
    const refused = [...said.matchAll(/author\.ts\((\d+),/g)].map(([, line]) => Number(line))
    const marked = authors
      .split('\n')
      .flatMap((line, index) => (line.includes('@ts-expect-error') ? [index + 2] : []))
    expect([...new Set(refused)]).to.deep.equal(marked)
  })
})
