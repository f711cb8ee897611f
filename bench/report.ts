/** What was measured, for a person as tables and for a program as one document. */
import {table} from '../src/report/table.ts'
import {count, formatBytes} from '../src/units.ts'
import {FIGURES, type Figure, type Goal} from './case.ts'
import type {Machine} from './machine.ts'
import type {Fared, Played} from './rounds.ts'
import {type Spread, spreadOf} from './statistics.ts'

export interface Compared extends Goal {
  /** The figure itself, or its ratio to the best of `against`; `undefined` where somebody was out. */
  readonly value: number | undefined
}

/** The figure of each goal, from medians. */
export function compared({case: {goals}, fared}: Played): Compared[] {
  const medianOf = (name: string, figure: Figure) => {
    const one = fared.find(({contender}) => contender.name === name)
    return one?.out === undefined ? spread(one, figure)?.median : undefined
  }
  return goals.map((goal) => {
    const ours = medianOf(goal.of, goal.figure)
    if (!goal.against) return {...goal, value: ours}
    const theirs = goal.against.flatMap((name) => medianOf(name, goal.figure) ?? [])
    const value = ours === undefined || theirs.length === 0 ? undefined : ours / Math.min(...theirs)
    return {...goal, value}
  })
}

/** One case: who took how long, and the ratios that matter. */
export function caseLines(played: Played): string[] {
  const {case: one, fared, rounds, trees} = played
  const on = trees.map(({name, files, bytes}) => `${name}: ${count(files, 'file')}, ${formatBytes(bytes)}`)
  const columns = [
    {title: ''},
    ...['wall', 'from – to', 'cpu', 'peak memory'].map((title) => ({title, right: true})),
    {title: ''},
  ]
  return [
    `${one.name}: ${one.about}`,
    ...[[...on, count(rounds, 'round')].join(' · ')],
    ...table(columns, fared.map(fareCells)),
    ...compared(played).map(goalLine),
    '',
  ]
}

export function machineLines(machine: Machine, scale: number): string[] {
  const {cpu, cores, memoryBytes, fileSystem, system, node, cache, accounting} = machine
  return [
    `${cpu}, ${count(cores, 'core')}, ${formatBytes(memoryBytes)} of memory · ${system} · ${fileSystem} · Node ${node}`,
    `cache: ${cache} · counted by ${accounting} · scale ${scale}`,
    '',
  ]
}

/** The versions of all peers that ran. */
export function versionLines(all: readonly Played[]): string[] {
  const versions = all
    .flatMap(({fared}) => fared)
    .flatMap(({contender: {peer}, version}) => (peer && version ? [`${peer}: ${version}`] : []))
  return [...new Set(versions)].sort()
}

export function document(all: readonly Played[], machine: Machine, scale: number): unknown {
  return {
    machine,
    scale,
    cases: all.map((played) => ({
      name: played.case.name,
      about: played.case.about,
      rounds: played.rounds,
      trees: played.trees.map(({name, files, bytes}) => ({name, files, bytes})),
      contenders: played.fared.map((fared) => ({
        name: fared.contender.name,
        version: fared.version,
        out: fared.out,
        figures: Object.fromEntries(figuresOf(fared)),
      })),
      goals: compared(played),
    })),
  }
}

function spread(fared: Fared | undefined, figure: Figure): Spread | undefined {
  return spreadOf(fared?.samples.flatMap((sample) => sample[figure] ?? []) ?? [])
}

function figuresOf(fared: Fared): [Figure, Spread][] {
  const names = Object.keys(FIGURES) as Figure[]
  return names.flatMap((name) => {
    const figure = spread(fared, name)
    return figure ? [[name, figure] satisfies [Figure, Spread]] : []
  })
}

function fareCells(fared: Fared): string[] {
  const {name} = fared.contender
  if (fared.out !== undefined) return [`  ${name}`, '', '', '', '', fared.out]
  const {wall, cpu, memory, ...others} = Object.fromEntries(figuresOf(fared)) as Partial<
    Record<Figure, Spread>
  >
  const median = (figure: Figure, one: Spread | undefined) => (one ? shown(figure, one.median) : '–')
  const range = wall ? `${shown('wall', wall.least)} – ${shown('wall', wall.most)}` : '–'
  const rest = Object.entries(others).map(([figure, one]) => `${figure} ${median(figure as Figure, one)}`)
  return [
    `  ${name}`,
    median('wall', wall),
    range,
    median('cpu', cpu),
    median('memory', memory),
    rest.join(', '),
  ]
}

/** `→ mediastruct / jdupes: wall 0.62 (at most 0.7, beyond 0.5)`. */
function goalLine({figure, of, against, atMost, beyond, value}: Compared): string {
  const show = (number: number) => (against ? number.toFixed(2) : shown(figure, number))
  const who = against ? `${of} / ${against.length > 1 ? 'best of ' : ''}${against.join(', ')}` : of
  const wanted = [
    ...(atMost === undefined ? [] : [`at most ${show(atMost)}`]),
    ...(beyond === undefined ? [] : [`beyond ${show(beyond)}`]),
  ]
  const found = value === undefined ? 'not known' : show(value)
  return `  → ${who}: ${figure} ${found}${wanted.length > 0 ? ` (${wanted.join(', ')})` : ''}`
}

function shown(figure: Figure, value: number): string {
  const unit = FIGURES[figure]
  if (unit === 'bytes') return formatBytes(value)
  if (unit === 'share') return `${(value * 100).toFixed(1)}%`
  return value < 1 ? `${(value * 1000).toFixed(0)} ms` : `${value.toFixed(2)} s`
}
