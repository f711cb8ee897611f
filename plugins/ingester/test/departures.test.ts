import {expect} from 'chai'
import fc from 'fast-check'
import type {RawPath} from 'mediastruct'
import {type Departure, inOrder, type Step, stuck} from '../src/refile/departures.ts'

const place = (number: number): RawPath => `/${number}` as RawPath

interface Goes extends Departure {
  readonly to: RawPath
}

/** Departures of single files: from each place to the one that is named, where it is another. */
function departuresOf(targets: readonly number[]): Goes[] {
  const there = new Set(targets.map((_, index) => place(index)))
  return targets.map((target, index) => ({
    from: [place(index)],
    to: place(target),
    blockers: there.has(place(target)) ? [place(target)] : [],
  }))
}

/** Carries steps out as the disk would: nothing ever goes where something lies. @returns what lies where */
function carriedOut(departures: readonly Goes[], steps: Iterable<Step<Goes>>): Map<RawPath, Goes> {
  const disk = new Map(departures.map((departure) => [departure.from[0] ?? place(-1), departure]))
  for (const {kind, departure} of steps) {
    const aside = `${departure.from[0]} aside` as RawPath
    const [from, to] =
      kind === 'comes back' ? [aside, departure.to] : [departure.from[0] ?? aside, departure.to]
    const target = kind === 'steps aside' ? aside : to
    expect(disk.get(from), `${kind} from ${from}`).to.equal(departure)
    expect(disk.has(target), `${kind} to ${target}`).to.equal(false)
    disk.delete(from)
    disk.set(target, departure)
  }
  return disk
}

const kinds = (steps: Iterable<Step<Goes>>) => [...steps].map(({kind}) => kind)

describe('the order of departures', () => {
  it('lets a chain go from its end', () => {
    const departures = departuresOf([1, 2, 3])
    expect([...inOrder(departures)].map(({departure}) => departure.from[0])).to.deep.equal(['/2', '/1', '/0'])
    expect(kinds(inOrder(departures))).to.deep.equal(['goes', 'goes', 'goes'])
  })

  it('lets one of a circle step aside, and one that takes its own place', () => {
    expect(kinds(inOrder(departuresOf([1, 0])))).to.deep.equal(['steps aside', 'goes', 'comes back'])
    expect(kinds(inOrder(departuresOf([1, 2, 0])))).to.have.length(4)
    expect(kinds(inOrder(departuresOf([0])))).to.deep.equal(['steps aside', 'comes back'])
  })

  it('brings all to their places, whatever they are, over none that lies there', () => {
    const targets = fc.integer({min: 0, max: 12}).chain((size) =>
      fc.shuffledSubarray(
        Array.from({length: size + 4}, (_, index) => index),
        {minLength: size, maxLength: size},
      ),
    )
    fc.assert(
      fc.property(targets, (some) => {
        const departures = departuresOf(some)
        const disk = carriedOut(departures, inOrder(departures))
        expect(disk.size).to.equal(some.length)
        for (const departure of departures) expect(disk.get(departure.to)).to.equal(departure)
        const asides = kinds(inOrder(departures)).filter((kind) => kind === 'steps aside').length
        expect(asides).to.be.at.most(Math.max(1, some.length))
      }),
    )
  })

  it('keeps those that wait for one that stays, and those that wait for them', () => {
    const departures = departuresOf([1, 2, 9, 4, 3])
    const hindered = stuck(departures, (path) => path === place(2))
    expect([...hindered].map(([{from}, blocker]) => [from[0], blocker])).to.deep.equal([
      ['/1', '/2'],
      ['/0', '/1'],
    ])
  })

  it('is found in time, however long the chain', () => {
    const departures = departuresOf(Array.from({length: 20_000}, (_, index) => index + 1))
    expect([...inOrder(departures)]).to.have.length(20_000)
    expect(stuck(departures, (path) => path === place(19_999)).size).to.equal(19_999)
  })
})
