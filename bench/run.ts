/** `npm run bench`: measures the program beside its peers. See README.md here. */
import {mkdtempSync, realpathSync} from 'node:fs'
import {constants, tmpdir} from 'node:os'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {formatBytes} from '../src/units.ts'
import {type Case, treesOf} from './case.ts'
import {CASES} from './cases.ts'
import {cacheFor, machineAt, memoryForCache} from './machine.ts'
import {killRunning} from './measure.ts'
import {PlantedTrees, removeAll} from './planted.ts'
import {caseLines, document, machineLines, versionLines} from './report.ts'
import {type Ground, type Played, play} from './rounds.ts'

const USAGE = `npm run bench -- [--case NAME ...] [--scale 0.1] [--rounds N] [--json] [--cold] [--dir DIR] [--list]

  --case NAME   only these (repeatable; more names may follow); without it, all
  --scale S     share of the files of each tree, above 0 and at most 1
  --rounds N    instead of each case's own number
  --json        one document on stdout (npm run --silent bench -- --json)
  --cold        drop the page cache before each run, where that is allowed
  --dir DIR     where the trees are made; the system's directory for temporary files otherwise
  --list        the cases, and the trees that they need`

interface Asked {
  readonly cases: readonly Case[]
  readonly scale: number
  readonly rounds: number | undefined
  readonly json: boolean
  readonly cold: boolean
  readonly dir: string
}

/** @throws Error that says what was expected */
export function parse(args: readonly string[]): Asked | 'list' | 'help' {
  const {values, positionals} = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      case: {type: 'string', multiple: true, default: []},
      scale: {type: 'string', default: '1'},
      rounds: {type: 'string'},
      json: {type: 'boolean', default: false},
      cold: {type: 'boolean', default: false},
      dir: {type: 'string', default: tmpdir()},
      list: {type: 'boolean', default: false},
      help: {type: 'boolean', default: false},
    },
  })
  if (values.help) return 'help'
  if (values.list) return 'list'
  const {json, cold, dir} = values
  const scale = Number(values.scale)
  if (!(scale > 0 && scale <= 1)) throw new Error('--scale is a number above 0 and at most 1.')
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
    throw new Error('--rounds is a whole number from 1.')
  return {cases: casesNamed([...values.case, ...positionals]), scale, rounds, json, cold, dir}
}

/** In the order of the table, which lets trees be felled early. */
function casesNamed(names: readonly string[]): readonly Case[] {
  const unknown = names.find((name) => !CASES.some((one) => one.name === name))
  if (unknown !== undefined) throw new Error(`There is no case "${unknown}"; --list shows them.`)
  return names.length === 0 ? CASES : CASES.filter(({name}) => names.includes(name))
}

function list(): string {
  return CASES.map((one) => {
    const trees = [...new Set(treesOf(one))].join(', ')
    return `${one.name.padEnd(18)} ${one.about}${trees ? ` (${trees})` : ''}`
  }).join('\n')
}

async function bench({cases, scale, rounds, json, cold, dir}: Asked): Promise<void> {
  const directory = mkdtempSync(join(realpathSync(dir), 'mediastruct-bench-'))
  cleanUpOnSignals(directory)
  try {
    const cache = cacheFor(directory, cold)
    const trees = new PlantedTrees(join(directory, 'trees'), scale)
    const ground: Ground = {directory, trees, cache, say: (text) => process.stderr.write(`${text}\n`)}
    const machine = machineAt(directory, cache)
    if (!json) print(machineLines(machine, scale))
    const all = await playAll(cases, rounds, ground, (played) => {
      if (!json) print(caseLines(played))
    })
    print(json ? [JSON.stringify(document(all, machine, scale), null, 2)] : versionLines(all))
  } finally {
    removeAll(directory)
  }
}

async function playAll(
  cases: readonly Case[],
  rounds: number | undefined,
  ground: Ground,
  done: (played: Played) => void,
): Promise<Played[]> {
  const all: Played[] = []
  for (const [index, one] of cases.entries()) {
    ground.trees.keepOnly(new Set(cases.slice(index).flatMap(treesOf)))
    const played = await play(one, rounds ?? one.rounds, ground)
    warnOfCache(played, ground)
    all.push(played)
    done(played)
  }
  return all
}

function warnOfCache({trees}: Played, {say}: Ground): void {
  const room = memoryForCache()
  for (const {name, bytes} of trees) {
    if (room !== undefined && bytes > room)
      say(`${name} (${formatBytes(bytes)}) is more than memory can cache (${formatBytes(room)}): not warm`)
  }
}

function cleanUpOnSignals(directory: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      killRunning()
      removeAll(directory)
      process.exit(128 + constants.signals[signal])
    })
  }
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

function asParsed(args: readonly string[]): ReturnType<typeof parse> {
  try {
    return parse(args)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`)
    process.exit(2)
  }
}

async function main(): Promise<void> {
  const asked = asParsed(process.argv.slice(2))
  if (asked === 'help') print([USAGE])
  else if (asked === 'list') print([list()])
  else await bench(asked)
}

if (import.meta.main) await main()
