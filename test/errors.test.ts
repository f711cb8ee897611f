import {readFileSync} from 'node:fs'
import {expect} from 'chai'
import {errnoOf, fileFailure, MediaStructError, messageOf, nearest, unknownName} from '../src/errors.ts'

function errorOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('errors', () => {
  it('stop a command with 2 unless they say otherwise', () => {
    expect(new MediaStructError('X', 'y').exitCode).to.equal(2)
    expect(new MediaStructError('X', 'y', {exitCode: 130}).exitCode).to.equal(130)
    expect(new MediaStructError('X', 'y')).to.not.have.property('cause')
  })

  it('of a system call become a code and a sentence without its path', () => {
    const failure = fileFailure(errorOf(() => readFileSync('/nonexistent/x')))
    expect(failure).to.deep.equal({code: 'ENOENT', message: 'it is no longer there'})
  })

  it('of anything else keep their words', () => {
    expect(fileFailure(new Error('odd'))).to.deep.equal({code: 'EUNKNOWN', message: 'odd'})
    expect(fileFailure(new MediaStructError('PLUGIN_FAILED', 'why'))).to.deep.equal({
      code: 'PLUGIN_FAILED',
      message: 'why',
    })
    expect(messageOf('a thrown string')).to.equal('a thrown string')
    expect(errnoOf('ENOENT')).to.equal(undefined)
    expect(errnoOf(Object.assign(new Error('x'), {code: 5}))).to.equal(undefined)
  })
})

describe('the nearest name', () => {
  const names = ['blake3', 'sha256', 'library', 'archive']
  for (const [typed, meant] of [
    ['blake', 'blake3'],
    ['BLAKE-3', 'blake3'],
    ['sha-256', 'sha256'],
    ['libary', 'library'],
    ['zzzzzz', undefined],
    ['', undefined],
  ] as const) {
    it(`to "${typed}" is ${meant ?? 'none'}`, () => expect(nearest(typed, names)).to.equal(meant))
  }

  it('is offered, and all that are known', () => {
    const error = unknownName('hash algorithm', 'blak3', ['blake3', 'sha256'])
    expect(error.message).to.equal('There is no hash algorithm named "blak3". Did you mean "blake3"?')
    expect(error.hint).to.equal('Known: blake3, sha256.')
    expect(unknownName('medium', 'x', []).hint).to.equal(
      'No plugin here offers one: "mediastruct plugins install" or "plugins link" brings one that does.',
    )
  })
})
