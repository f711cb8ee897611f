import {mkdirSync, symlinkSync} from 'node:fs'
import {expect} from 'chai'
import {join, type RawPath, toBytes} from '../../src/paths/bytes.ts'
import {normalise, resolveTyped} from '../../src/paths/typed.ts'
import {raw, scratchPath} from '../support/indexed.ts'

describe('paths as typed', () => {
  it('are made absolute by spelling', () => {
    for (const [typed, absolute] of [
      ['a/b', '/cwd/a/b'],
      ['./a//b/', '/cwd/a/b'],
      ['../x', '/x'],
      ['../../../x', '/x'],
      ['/a/../b/.', '/b'],
      ['.', '/cwd'],
      ['/', '/'],
    ] as const) {
      expect(normalise(typed as RawPath, raw('/cwd')), typed).to.equal(absolute)
    }
  })

  it('follow links as far as the path exists, and take the rest as it is', () => {
    const root = scratchPath()
    mkdirSync(toBytes(join(root, raw('real/deep'))), {recursive: true})
    symlinkSync('real', toBytes(join(root, raw('link'))))
    expect(resolveTyped(raw('link/deep'), root)).to.equal(join(root, raw('real/deep')))
    expect(resolveTyped(raw('link/new/er'), root)).to.equal(join(root, raw('real/new/er')))
    expect(resolveTyped(raw('link/../real'), root)).to.equal(join(root, raw('real')))
  })

  it("take .. by the kernel where the path exists: above the link's target", () => {
    const root = scratchPath()
    mkdirSync(toBytes(join(root, raw('a/b'))), {recursive: true})
    mkdirSync(toBytes(join(root, raw('a/c'))))
    symlinkSync('a/b', toBytes(join(root, raw('link'))))
    expect(resolveTyped(raw('link/../c'), root)).to.equal(join(root, raw('a/c')))
  })

  it('keep bytes that are not UTF-8', () => {
    const root = scratchPath()
    const odd = join(root, 'a\xff' as RawPath)
    mkdirSync(toBytes(odd))
    expect(resolveTyped('a\xff' as RawPath, root)).to.equal(odd)
  })
})
