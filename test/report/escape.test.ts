import {expect} from 'chai'
import fc from 'fast-check'
import {printable, printableLines} from '../../src/report/escape.ts'

describe('printable', () => {
  it('writes control characters and escape sequences out', () => {
    expect(printable('a\nb\tc\rd')).to.equal('a\\nb\\tc\\rd')
    expect(printable('\x1b[31mred\x1b[0m')).to.equal('\\x1b[31mred\\x1b[0m')
    expect(printable('\x9b2J\x7f')).to.equal('\\x9b2J\\x7f')
  })

  it('writes marks that turn text around out', () => {
    expect(printable('photo\u202egpj.exe')).to.equal('photo\\u202egpj.exe')
    expect(printable('\u2066x\u2069\u200f\u061c')).to.equal('\\u2066x\\u2069\\u200f\\u061c')
  })

  it('leaves names of any script alone, and the sign of undecodable bytes', () => {
    const name = 'Ångström 写真 👩\u200d🚀 \ufffd.jpg'
    expect(printable(name)).to.equal(name)
  })

  it('never lets a control character through, and is idempotent', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (text) => {
        const shown = printable(text)
        expect(shown).to.not.match(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u)
        expect(printable(shown)).to.equal(shown)
      }),
    )
  })

  it('keeps line breaks of a message where asked', () => {
    expect(printableLines('one\ntwo\x1b[2J\t')).to.equal('one\ntwo\\x1b[2J\\t')
  })
})
