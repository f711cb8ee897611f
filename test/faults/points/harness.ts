/**
 * Disturbs a command at one system call after another. After each: nothing is lost or torn, the history tells of it, the
 * same command ends as if nothing had happened, and `undo` gives everything back.
 */
import {
  badBag,
  badEnd,
  brokenInvariant,
  debris,
  difference,
  differenceButForTwins,
  seemedToChange,
} from './invariant.ts'
import {describePoint, type Faults, type Point, pathsOf, pointsOf, TRACED, treesOf} from './points.ts'
import {isOutOfTime, selected} from './selection.ts'
import {type Disturbed, straced} from './strace.ts'
import {type FileSystem, type Story, type UserFile, World} from './world.ts'

export interface Scene {
  readonly story: Story
  readonly fileSystem: FileSystem
  /** Options of Node for the disturbed run alone: those that break the program on purpose. */
  readonly nodeOptions?: readonly string[] | undefined
}

/** What a scene does where nothing disturbs it. */
interface Undisturbed {
  readonly log: readonly string[]
  readonly world: World
  /** Paths of trees, relative to the world. */
  readonly trees: readonly string[]
  readonly before: readonly UserFile[]
  readonly after: readonly UserFile[]
}

export interface Tried {
  readonly command: string
  readonly fileSystem: FileSystem
  readonly point: Point
  /** Whether the fault came to pass. */
  readonly fired: boolean
  /** What was wrong; nothing, where all promises were kept. */
  readonly wrong: string | undefined
}

const AT_ONCE = 2
const known = new Map<string, Promise<Undisturbed>>()

/**
 * Tries the points of a scene: a seeded selection of so many, or, where no number is given, of every system call the
 * first, the second, and so on until there is no such call any more.
 */
export async function disturb(scene: Scene, faults: Faults, most?: number): Promise<Tried[]> {
  const undisturbed = await undisturbedRun(scene)
  const {log, world, trees} = undisturbed
  const points = pointsOf(log, world, trees, faults)
  if (most === undefined) {
    const tried = await inParallel(points, (point) => tryPoint(scene, undisturbed, point))
    const beyond = await inParallel(lastOfEach(points), (point) => tryBeyond(scene, undisturbed, point))
    return [...tried, ...beyond.flat()]
  }
  const some = selected(points, most, (point) => nameOf(scene, point))
  const tried = await inParallel(some, async (point) =>
    isOutOfTime() ? [] : [await tryPoint(scene, undisturbed, point)],
  )
  return tried.flat()
}

function nameOf({story, fileSystem}: Scene, point: Point): {kind: string; name: string} {
  const kind = `${story.command} ${fileSystem} ${point.scope} ${point.syscall}`
  return {kind, name: `${kind} ${point.when}`}
}

function lastOfEach(points: readonly Point[]): Point[] {
  const kinds = Map.groupBy(points, ({scope, syscall}) => `${scope} ${syscall}`)
  return [...kinds.values()].flatMap((kind) => kind.slice(-1))
}

/** A run may make more calls than the undisturbed one did: goes on until the fault comes to pass no more. */
async function tryBeyond(scene: Scene, undisturbed: Undisturbed, last: Point): Promise<Tried[]> {
  const beyond: Tried[] = []
  for (let when = last.when + 1; ; when++) {
    const tried = await tryPoint(scene, undisturbed, {...last, when})
    if (!tried.fired && tried.wrong === undefined) return beyond
    beyond.push(tried)
  }
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const [waiting, results] = [[...items], [] as R[]]
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
      results.push(await work(item))
  }
  await Promise.all(Array.from({length: AT_ONCE}, worker))
  return results
}

async function undisturbedRun(scene: Scene): Promise<Undisturbed> {
  const key = `${scene.story.command} ${scene.fileSystem}`
  const run = known.get(key) ?? observe(scene)
  known.set(key, run)
  return await run
}

async function observe({story, fileSystem}: Scene): Promise<Undisturbed> {
  const world = new World(fileSystem)
  try {
    await world.prepare(story)
    const before = world.files()
    const {code, log, stdout, stderr} = await straced(world, story.args, {trace: TRACED})
    if (code !== 0) throw new Error(`undisturbed, it ended with ${code}: ${stdout}${stderr}`)
    return {log, world, trees: treesOf(log, world), before, after: world.files()}
  } finally {
    world.remove()
  }
}

async function tryPoint(scene: Scene, undisturbed: Undisturbed, point: Point): Promise<Tried> {
  const {story, fileSystem} = scene
  const world = new World(fileSystem)
  try {
    await world.prepare(story)
    const paths = pathsOf(point.scope, world, undisturbed.trees)
    const {nodeOptions} = scene
    const disturbed = await straced(world, story.args, {
      trace: [point.syscall],
      inject: [point],
      paths,
      nodeOptions,
    })
    const broken = await whatIsWrong(scene, world, undisturbed, {...disturbed, point})
    const wrong = broken === undefined ? undefined : `${describePoint(point)}: ${broken}`
    // At once: a run of hours should not keep it to itself until its end.
    if (wrong !== undefined && nodeOptions === undefined)
      process.stderr.write(`${story.command}, ${fileSystem}: ${wrong}\n`)
    return {command: story.command, fileSystem, point, fired: disturbed.fired > 0, wrong}
  } finally {
    world.remove()
  }
}

async function whatIsWrong(
  {story, fileSystem}: Scene,
  world: World,
  {before, after}: Undisturbed,
  disturbed: Disturbed & {readonly point: Point},
): Promise<string | undefined> {
  const first = `${disturbed.stdout}${disturbed.stderr}`
  const state = world.files()
  const broken = brokenInvariant(before, state, fileSystem)
  if (broken !== undefined) return `${broken}\n${first}`
  const untold = await badHistory(world, difference(before, state) !== undefined)
  if (untold !== undefined || isOneLieTwice(disturbed)) return untold
  const unsaid = badEnd(disturbed, before, state, after)
  if (unsaid !== undefined) return `${unsaid}\n${first}`
  const again = await world.run(story.args)
  const ended = `the same command again: ${again.code} ${again.stdout}${again.stderr}\nfirst: ${first}`
  if (again.code !== 0 && again.code !== 1) return ended
  const unlike = unlikeness(disturbed, after, world.files()) ?? debris(world) ?? badBag(world)
  if (unlike !== undefined) return `${unlike} after ${ended}`
  return story.command === 'undo' ? undefined : await notUndone(world, before)
}

/** Each thread counts its reads by itself: two of them that agree on wrong bytes can't be told from two that are right. */
function isOneLieTwice({point, fired}: {readonly point: Point; readonly fired: number}): boolean {
  return point.fault.startsWith('poke') && fired > 1
}

/** Where a file could not be moved at first, its twin may have taken its place: then the other one stays behind. */
function unlikeness(
  {code, stdout}: Disturbed,
  expected: readonly UserFile[],
  found: readonly UserFile[],
): string | undefined {
  const someStayed = code === 1 || (code === 0 && seemedToChange(stdout))
  return someStayed ? differenceButForTwins(expected, found) : difference(expected, found)
}

/** Where nothing was moved there may be no catalog yet; else the runs are listed. */
async function badHistory(world: World, moved: boolean): Promise<string | undefined> {
  const {code, stdout, stderr} = await world.run(['history'])
  if (code === 0 || (!moved && stdout.includes('NO_CATALOG'))) return undefined
  return `history: ${code} ${stdout}${stderr}`
}

/** Undoes run after run until everything is back: the disturbed one, the repeated one, and one for the surplus. */
async function notUndone(world: World, before: readonly UserFile[], runs = 3): Promise<string | undefined> {
  const away = difference(before, world.files())
  if (away === undefined) return undefined
  if (runs === 0) return `undo ends with 0, but ${away}`
  const {code, stdout, stderr} = await world.run(['undo', '--last'])
  if (code !== 0) return `undo: ${code}, ${away} ${stdout}${stderr}`
  return await notUndone(world, before, runs - 1)
}
