/** The table of cases is consistent: what is asked for is measured. */
import {expect} from 'chai'
import {CASES} from '../../bench/cases.ts'
import {parse} from '../../bench/run.ts'

describe('bench: cases', () => {
  it('have names of their own', () => {
    expect(new Set(CASES.map(({name}) => name)).size).to.equal(CASES.length)
  })

  for (const {name, contenders, goals} of CASES) {
    it(`${name}: has contenders of different names, and goals that speak of them`, () => {
      const names = contenders.map((contender) => contender.name)
      expect(new Set(names).size).to.equal(names.length)
      expect(goals).to.not.have.length(0)
      for (const {of, against = []} of goals) expect(names).to.include.members([of, ...against])
    })
  }
})

describe('bench: what is typed', () => {
  it('means everything at full size where nothing is', () => {
    const asked = parse([])
    expect(asked).to.deep.include({cases: CASES, scale: 1, rounds: undefined, json: false, cold: false})
  })

  it('names cases, several after one flag, too; they run in the order of the table', () => {
    const asked = parse([
      '--case',
      'sort',
      'help',
      '--case',
      'ingest',
      '--scale',
      '0.1',
      '--rounds',
      '2',
      '--json',
    ])
    if (typeof asked === 'string') throw new Error(asked)
    expect(asked.cases.map(({name}) => name)).to.deep.equal(['help', 'ingest', 'sort'])
    expect(asked).to.deep.include({scale: 0.1, rounds: 2, json: true})
  })

  for (const [args, said] of [
    [['--case', 'nothing'], 'no case "nothing"'],
    [['--scale', '0'], '--scale'],
    [['--scale', '2'], '--scale'],
    [['--scale', 'x'], '--scale'],
    [['--rounds', '0'], '--rounds'],
    [['--rounds', '1.5'], '--rounds'],
    [['--round', '1'], '--round'],
  ] as const) {
    it(`is refused: ${args.join(' ')}`, () => expect(() => parse(args)).to.throw(said))
  }
})
