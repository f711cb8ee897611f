import {createHooks} from '../../src/hooks.ts'
import {expectSnapshot} from '../support/snapshot.ts'

describe('hook points', () => {
  it('are those that plugin authors count on', () => {
    const points = Object.entries(createHooks()).map(([name, hook]) => {
      const one = 'for' in hook ? hook.for('any') : hook
      return {name, class: one.constructor.name, byName: 'for' in hook}
    })
    expectSnapshot('hooks', points)
  })
})
