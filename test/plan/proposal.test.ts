import path from 'node:path'
import {expect} from 'chai'
import fc from 'fast-check'
import {checkProposal} from '../../src/plan/proposal.ts'

describe('checkProposal', () => {
  const good = [
    {folder: '2019/2019-01-02', name: 'a.jpg'},
    {folder: '', name: '..a'},
    {folder: 'Fotos/Ö', name: 'x'.repeat(255)},
    {folder: '2019', name: 'part'},
  ]
  for (const proposal of good) {
    it(`accepts ${JSON.stringify(proposal).slice(0, 60)}`, () => {
      expect(checkProposal(proposal)).to.equal(undefined)
    })
  }

  const bad: [unknown, RegExp][] = [
    [null, /Expected \{folder, name\}, got null/],
    ['a.jpg', /Expected \{folder, name\}/],
    [{folder: 1, name: 'a'}, /"folder" to be a string, got a value of type number/],
    [{folder: 'a'}, /"name" to be a string, got a value of type undefined/],
    [{folder: '/etc', name: 'a'}, /relative to the library, got "\/etc"/],
    [{folder: '2019/../..', name: 'a'}, /"\.\."/],
    [{folder: './2019', name: 'a'}, /"\."/],
    [{folder: '2019//05', name: 'a'}, /empty components/],
    [{folder: '2019/', name: 'a'}, /empty components/],
    [{folder: '.mediastruct', name: 'a'}, /\.mediastruct/],
    [{folder: '2019', name: ''}, /empty/],
    [{folder: '2019', name: '..'}, /"\.\."/],
    [{folder: '2019', name: 'a/b'}, /one path component, got "a\/b"/],
    [{folder: '2019', name: 'a\0b'}, /NUL/],
    [{folder: '2019', name: 'ö'.repeat(128)}, /at most 255 bytes \(one has 256\)/],
    [{folder: '2019', name: '.MediaStruct-x'}, /\.mediastruct/],
    [{folder: '2019', name: 'film.mp4.part'}, /\.part/],
  ]
  for (const [proposal, message] of bad) {
    it(`refuses ${JSON.stringify(proposal).slice(0, 60)}`, () => {
      expect(checkProposal(proposal)).to.match(message)
    })
  }

  it('never lets a name escape from the library', () => {
    const hostile = fc
      .array(fc.constantFrom('..', '.', '/', 'a', '\0', '.mediastruct', '2019', ' ', '//'))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(hostile, hostile, (folder, name) => {
        if (checkProposal({folder, name}) !== undefined) return
        const target = path.posix.resolve('/library', folder, name)
        expect(target.startsWith('/library/')).to.equal(true)
        expect(path.posix.basename(target)).to.equal(name)
      }),
      {numRuns: 2000},
    )
  })
})
