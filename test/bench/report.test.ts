import {expect} from 'chai'
import type {Contender, Figures, Goal} from '../../bench/case.ts'
import {caseLines, compared, document} from '../../bench/report.ts'
import type {Fared, Played} from '../../bench/rounds.ts'

function fared(name: string, samples: Figures[], out?: string): Fared {
  const contender: Contender = {name, tree: 'small', command: () => ({file: 'true', args: []})}
  return {contender, version: undefined, out, samples}
}

function played(goals: Goal[], all: Fared[]): Played {
  return {
    case: {name: 'race', about: 'who is first', rounds: 3, contenders: [], goals},
    rounds: 3,
    fared: all,
    trees: [{name: 'small', path: '/t', files: 1000, bytes: 10_000_000}],
  }
}

const walls = (...seconds: number[]) => seconds.map((wall) => ({wall}))
const ALL = [
  fared('we', [
    {wall: 1.2, cpu: 2, memory: 100e6},
    {wall: 1.5, cpu: 2, memory: 120e6},
    {wall: 9, cpu: 2, memory: 110e6},
  ]),
  fared('slow', walls(3, 3, 3)),
  fared('fast', walls(1, 1, 8)),
  fared('absent', [], 'not installed (Debian: absent)'),
  fared('broken', walls(0.1), 'failed: it fell'),
]

describe('bench: goals', () => {
  for (const [title, goal, value] of [
    ['a ratio of medians', {figure: 'wall', of: 'we', against: ['slow']}, 0.5],
    ['the best of several', {figure: 'wall', of: 'we', against: ['slow', 'fast']}, 1.5],
    ['the best of those that are there', {figure: 'wall', of: 'we', against: ['absent', 'slow']}, 0.5],
    ['the figure itself', {figure: 'memory', of: 'we'}, 110e6],
    ['unknown without the peer', {figure: 'wall', of: 'we', against: ['absent']}, undefined],
    ['unknown beside who failed on the way', {figure: 'wall', of: 'we', against: ['broken']}, undefined],
    ['unknown where it was not counted', {figure: 'memory', of: 'slow'}, undefined],
  ] as const) {
    it(title, () => expect(compared(played([goal], ALL))).to.deep.equal([{...goal, value}]))
  }
})

describe('bench: report', () => {
  const goals: Goal[] = [
    {figure: 'wall', of: 'we', against: ['slow', 'fast'], atMost: 1.25, beyond: 1},
    {figure: 'memory', of: 'we', atMost: 350e6},
    {figure: 'wall', of: 'we', against: ['absent']},
  ]

  it('shows medians, spread, memory, who is missing, and the ratios beside what is wanted', () => {
    expect(caseLines(played(goals, ALL))).to.deep.equal([
      'race: who is first',
      'small: 1,000 files, 10 MB · 3 rounds',
      '            wall        from – to     cpu  peak memory',
      '  we      1.50 s  1.20 s – 9.00 s  2.00 s       110 MB',
      '  slow    3.00 s  3.00 s – 3.00 s       –            –',
      '  fast    1.00 s  1.00 s – 8.00 s       –            –',
      '  absent                                                not installed (Debian: absent)',
      '  broken                                                failed: it fell',
      '  → we / best of slow, fast: wall 1.50 (at most 1.25, beyond 1.00)',
      '  → we: memory 110 MB (at most 350 MB)',
      '  → we / absent: wall not known',
      '',
    ])
  })

  it('holds every sample in its document', () => {
    const machine = {
      cpu: 'a processor',
      cores: 2,
      memoryBytes: 1,
      fileSystem: 'ext4',
      system: 'linux',
      node: '24',
      cache: 'warm',
      accounting: 'GNU time',
    }
    const [race] = (document([played(goals, ALL)], machine, 0.1) as {cases: unknown[]}).cases
    expect(race).to.deep.include({name: 'race', rounds: 3})
    expect(race)
      .to.have.nested.property('contenders[0].figures.wall')
      .that.deep.equals({
        median: 1.5,
        least: 1.2,
        most: 9,
        samples: [1.2, 1.5, 9],
      })
    expect(race).to.have.nested.property('contenders[3].out', 'not installed (Debian: absent)')
    expect(race).to.have.nested.property('goals[0].value', 1.5)
  })
})
