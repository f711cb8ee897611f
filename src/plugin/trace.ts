/** What `--trace-hooks` tells: how often each tap was called, and how long its answers took, through tapable's interception. */
import type {FullTap} from 'tapable'
import type {HookName, Hooks} from '../hooks.ts'
import {table} from '../report/table.ts'

interface TracedTap {
  readonly hook: HookName
  /** Name of the provider; empty for hooks that are not asked by name. */
  readonly name: string
  readonly plugin: string
  calls: number
  /** ms, waiting included. */
  totalMs: number
  longestMs: number
}

const COLUMNS = [
  {title: 'hook'},
  {title: 'name'},
  {title: 'plugin'},
  {title: 'calls'},
  {title: 'ms in all', right: true},
  {title: 'ms at most', right: true},
]

type TapFunction = (...args: unknown[]) => unknown

export class HookTrace {
  readonly #taps: TracedTap[] = []

  /** From here on, every tap of these hooks is measured. */
  watch(hooks: Hooks): void {
    for (const [name, hook] of Object.entries<object>(hooks)) this.#watchHook(name as HookName, hook)
  }

  /** One line a tap that was called, those that took longest first. */
  lines(): string[] {
    const called = this.#taps.filter(({calls}) => calls > 0).sort((a, b) => b.totalMs - a.totalMs)
    if (called.length === 0) return ['No hook was called in the main thread.']
    const rows = called.map(({hook, name, plugin, calls, totalMs, longestMs}) => {
      return [hook, name, plugin, calls, totalMs.toFixed(1), longestMs.toFixed(1)]
    })
    return table(COLUMNS, rows)
  }

  #watchHook(hook: HookName, made: object): void {
    if (isHookMap(made)) {
      made.intercept({
        factory: (name, one) => {
          this.#watchTaps(hook, name, one)
          return one
        },
      })
    } else if (isHook(made)) this.#watchTaps(hook, '', made)
  }

  #watchTaps(hook: HookName, name: string, made: AnyHook): void {
    made.intercept({
      register: (tap) => {
        const traced = {hook, name, plugin: tap.name, calls: 0, totalMs: 0, longestMs: 0}
        this.#taps.push(traced)
        return {...tap, fn: measured(traced, tap.fn as TapFunction)}
      },
    })
  }
}

/** What hooks of all kinds have in common. */
interface AnyHook {
  intercept(interceptor: {register(tap: FullTap): FullTap}): void
}

interface AnyHookMap {
  for(name: string): AnyHook
  intercept(interceptor: {factory(name: string, hook: AnyHook): AnyHook}): void
}

function isHookMap(hook: object): hook is AnyHookMap {
  return 'for' in hook
}

function isHook(hook: object): hook is AnyHook {
  return 'intercept' in hook
}

function measured(traced: TracedTap, tap: TapFunction): TapFunction {
  return (...args) => {
    const start = performance.now()
    const end = () => {
      const tookMs = performance.now() - start
      traced.calls++
      traced.totalMs += tookMs
      traced.longestMs = Math.max(traced.longestMs, tookMs)
    }
    try {
      const answer = tap(...args)
      if (answer instanceof Promise) answer.then(end, end)
      else end()
      return answer
    } catch (error) {
      end()
      throw error
    }
  }
}
