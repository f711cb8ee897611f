/** Contenders that plan volumes: how long it takes, and how many more than need be come of it. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {Contender, Goal, Place} from './case.ts'
import type {Command} from './measure.ts'

const PLANNING = fileURLToPath(new URL('planning.ts', import.meta.url))

function planning(...args: readonly string[]): Command {
  return {file: process.execPath, args: [PLANNING, ...args]}
}

/** Of a catalog of a million files that no file system holds. */
export function ofMillion(what: 'read' | 'plan'): Contender {
  const catalog = ({kept}: Place) => join(kept, 'catalog.db')
  return {
    name: what,
    tree: undefined,
    setUp: (place) => place.run(planning('plant', catalog(place), '1')),
    command: (place) => planning(what, catalog(place)),
  }
}

/** Median bytes of a day, and as many days as make 73, 168 and 157 discs of 25 GB. */
const DAYS = [
  {median: 1.2e9, count: 836},
  {median: 4e9, count: 740},
  {median: 8e9, count: 467},
]
const ORDERS = ['strict', 'window:2', 'window:3', 'window:5', 'free'] as const

export const packers: readonly Contender[] = DAYS.flatMap(({median, count}) =>
  ORDERS.map((order) => ({
    name: packerName(order, median),
    tree: undefined,
    command: () => planning('pack', order, String(median), String(count)),
    keepStdout: true,
    figures: ({scratch}: Place) => {
      const {above}: {above: number} = JSON.parse(readFileSync(join(scratch, 'stdout'), 'utf8'))
      return {above}
    },
  })),
)

export const packerGoals: readonly Goal[] = DAYS.flatMap(({median}): Goal[] => [
  {figure: 'above', of: packerName('window:3', median), atMost: 0.08, beyond: 0.03},
  {figure: 'above', of: packerName('free', median), atMost: 0.01},
])

function packerName(order: string, median: number): string {
  return `${order}, days of ${median / 1e9} GB`
}
