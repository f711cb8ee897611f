import {expect} from 'chai'
import {inTurns} from '../../src/report/turns.ts'

describe('a long loop in turns', () => {
  it('passes all on in order, and lets a timer have its turn', async () => {
    let fired = 0
    const timer = setInterval(() => fired++, 1)
    const items = Array.from({length: 8}, (_, index) => index)
    const seen: number[] = []
    for await (const item of inTurns(items)) {
      const until = performance.now() + 30
      while (performance.now() < until);
      seen.push(item)
    }
    clearInterval(timer)
    expect(seen).to.deep.equal(items)
    expect(fired).to.be.greaterThan(3)
  })
})
