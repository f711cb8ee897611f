import {expect} from 'chai'
import type {RawPath} from '../src/paths/bytes.ts'
import {Trees} from '../src/trees.ts'

const raw = (text: string) => text as RawPath

function trees(): Trees {
  const known = new Trees()
  known.add(raw('/archive'), 'archive')
  known.add(raw('/masters'), 'master')
  known.add(raw('/library'), 'library')
  known.add(raw('/old'), 'tree')
  known.add(raw('/older'), 'tree')
  return known
}

describe('trees', () => {
  it('hold what lies in them, not what only begins like them', () => {
    expect(trees().of(raw('/library/2019/x'))?.role).to.equal('library')
    expect(trees().of(raw('/older/x'))?.path).to.equal('/older')
    expect(trees().of(raw('/library2/x'))).to.equal(undefined)
  })

  it('prefer archive, masters, library, then the order in which they were named', () => {
    const known = trees()
    const ranks = ['/archive/x', '/masters/x', '/library/x', '/old/x', '/older/x', '/none/x'].map((path) =>
      known.rank(raw(path)),
    )
    expect(ranks).to.deep.equal([...ranks].sort((a, b) => a - b))
    expect(new Set(ranks).size).to.equal(ranks.length)
  })

  it('know the innermost tree of a path; inside a master everything is a master', () => {
    const known = trees()
    known.add(raw('/masters/work'), 'tree')
    expect(known.of(raw('/masters/work/x'))).to.deep.include({path: '/masters/work', master: true})
    expect(known.isMaster(raw('/masters/work/x'))).to.equal(true)
    expect(known.rank(raw('/masters/work/x'))).to.equal(1)
  })

  it('let a tree become a master, never the other way round', () => {
    const known = trees()
    known.add(raw('/library'), 'master')
    expect(known.masters()).to.include('/library')
    known.add(raw('/library'), 'tree')
    expect(known.isMaster(raw('/library/x'))).to.equal(true)
    expect(known.all()).to.have.lengthOf(5)
  })
})
