/** The rounds of a case: everybody in turn, A B A B, so that a busy minute of the machine hits all of them. */
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {isolatedEnvironment} from '../src/testing/environment.ts'
import type {Case, Contender, Figures, Place} from './case.ts'
import type {Cache} from './machine.ts'
import {type Command, measure} from './measure.ts'
import {versionOf, whyMissing} from './peers.ts'
import {type PlantedTree, type PlantedTrees, removeAll} from './planted.ts'

/** How a contender fared. */
export interface Fared {
  readonly contender: Contender
  readonly version: string | undefined
  /** Why it did not run, or not to the end. */
  out: string | undefined
  readonly samples: Figures[]
}

export interface Played {
  readonly case: Case
  readonly rounds: number
  readonly fared: readonly Fared[]
  readonly trees: readonly (PlantedTree & {name: string})[]
}

export interface Ground {
  readonly directory: string
  readonly trees: PlantedTrees
  readonly cache: Cache
  say(text: string): void
}

const NO_TREE: PlantedTree = {path: '', files: 0, bytes: 0}

/** One round more than asked for comes first and does not count: it fills the cache and the compile cache. */
export async function play(one: Case, rounds: number, ground: Ground): Promise<Played> {
  const trees = new Map<string, PlantedTree & {name: string}>()
  const players: {fared: Fared; place: Place}[] = []
  for (const [index, contender] of one.contenders.entries()) {
    const fared = asked(contender)
    const {tree: name} = contender
    if (name !== undefined && !trees.has(name)) {
      ground.say(`${one.name}: planting ${name}`)
      trees.set(name, {...(await ground.trees.get(name)), name})
    }
    const tree = trees.get(name ?? '') ?? NO_TREE
    const place = placeFor(join(ground.directory, `${one.name}-${index}`), tree)
    players.push({fared, place})
    await unlessOut(fared, async () => await contender.setUp?.(place))
  }
  for (let round = 0; round <= rounds; round++) {
    for (const {fared, place} of players) {
      await unlessOut(fared, async () => {
        ground.say(
          `${one.name}: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}, ${fared.contender.name}`,
        )
        const figures = await oneRun(fared.contender, place, ground.cache)
        if (round > 0) fared.samples.push(figures)
      })
      emptied(place.scratch)
    }
  }
  for (const {place} of players) removeAll(join(place.kept, '..'))
  return {case: one, rounds, fared: players.map(({fared}) => fared), trees: [...trees.values()]}
}

function asked(contender: Contender): Fared {
  const {peer} = contender
  const version = peer && versionOf(peer)
  const out = peer && version === undefined ? whyMissing(peer) : undefined
  return {contender, version, out, samples: []}
}

/** Who fails once is out: half a series compares with nothing. */
async function unlessOut(fared: Fared, turn: () => Promise<void>): Promise<void> {
  if (fared.out !== undefined) return
  try {
    await turn()
  } catch (error) {
    fared.out = `failed: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function oneRun(contender: Contender, place: Place, cache: Cache): Promise<Figures> {
  await contender.prepare?.(place)
  cache.settle()
  const {keepStdout = false} = contender
  const {wall, cpu, memory} = await measure(contender.command(place), {...place, keepStdout})
  return {
    wall,
    ...(cpu === undefined ? {} : {cpu}),
    ...(memory === undefined ? {} : {memory}),
    ...contender.figures?.(place),
  }
}

function placeFor(directory: string, tree: PlantedTree): Place {
  const [scratch, kept] = [join(directory, 'scratch'), join(directory, 'kept')]
  const env = isolatedEnvironment(join(directory, 'home'))
  for (const made of [scratch, kept, env.HOME]) mkdirSync(made, {recursive: true})
  return {
    tree,
    scratch,
    kept,
    env,
    async run(command: Command) {
      await measure(command, {scratch, env, keepStdout: false})
    },
  }
}

function emptied(directory: string): void {
  removeAll(directory)
  mkdirSync(directory)
}
