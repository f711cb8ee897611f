/**
 * Disturbs a command at one system call after another. After each: nothing is lost or torn, the same command ends as if
 * nothing had happened, and `undo` gives everything back.
 */
import {execFileSync} from 'node:child_process'
import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describePoint, type Point, pathsOf, pointsOf, TRACED} from './points.ts'
import {selected} from './selection.ts'
import {type Disturbed, straced} from './strace.ts'
import {type FileSystem, type Story, type UserFile, World} from './world.ts'

export interface Scene {
  readonly story: Story
  readonly fileSystem: FileSystem
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
  readonly syscall: string
  readonly fault: string
  readonly point: string
  /** A few calls come more or less often from run to run: those beyond the last one disturb nothing, and don't count. */
  readonly fired: boolean
  /** What was wrong; nothing, where all promises were kept. */
  readonly wrong: string | undefined
}

const AT_ONCE = 2
const NO_LINKS = ['--import', fileURLToPath(new URL('no-links.ts', import.meta.url))]
const known = new Map<string, Promise<Undisturbed>>()

/**
 * Tries the points of a scene, or a seeded selection of so many.
 */
export async function disturb(
  scene: Scene,
  faults: Readonly<Record<string, readonly string[]>>,
  most?: number,
): Promise<Tried[]> {
  const undisturbed = await undisturbedRun(scene)
  const {log, world, trees} = undisturbed
  const points = selected(
    pointsOf(log, world, trees, faults),
    most,
    ({scope, syscall}) => `${scene.story.command} ${scope} ${syscall}`,
  )
  const tried: Tried[] = []
  const workers = Array.from({length: AT_ONCE}, async () => {
    for (let point = points.shift(); point; point = points.shift()) {
      tried.push(await tryPoint(scene, undisturbed, point))
    }
  })
  await Promise.all(workers)
  return tried
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
    const paths = world.paths()
    const nodeOptions = fileSystem === 'no links' ? NO_LINKS : []
    const {code, log, output} = await straced(world, story.args, {trace: TRACED, nodeOptions})
    if (code !== 0) throw new Error(`undisturbed, it ended with ${code}: ${output}`)
    const relative = (path: string) => path.replace(world.near, 'near').replace(world.far, 'far')
    // Journals are named after their run: no other run makes those names.
    const trees = [...new Set([...paths, ...world.paths()].map(relative))].filter(
      (path) => !path.endsWith('.ndjson'),
    )
    return {log, world, trees, before, after: world.files()}
  } finally {
    world.remove()
  }
}

async function tryPoint(scene: Scene, undisturbed: Undisturbed, point: Point): Promise<Tried> {
  const {story, fileSystem} = scene
  const world = new World(fileSystem)
  try {
    await world.prepare(story)
    const nodeOptions = fileSystem === 'no links' ? NO_LINKS : []
    const paths = pathsOf(point.scope, world, undisturbed.trees)
    const options = {trace: [point.syscall], inject: [point], paths, nodeOptions}
    const disturbed = await straced(world, story.args, options)
    const wrong = await whatIsWrong(scene, world, undisturbed, disturbed)
    const {syscall, fault} = point
    const {fired} = disturbed
    const told = wrong === undefined ? undefined : `${describePoint(point)}: ${wrong}`
    return {
      command: story.command,
      fileSystem,
      syscall,
      fault: fault.replace(/^.*=/, ''),
      fired,
      wrong: told,
      point: describePoint(point),
    }
  } finally {
    world.remove()
  }
}

async function whatIsWrong(
  {story, fileSystem}: Scene,
  world: World,
  {before, after}: Undisturbed,
  disturbed: Disturbed,
): Promise<string | undefined> {
  const state = world.files()
  const broken = brokenInvariant(before, state, fileSystem) ?? badEnd(disturbed, before, state)
  if (broken !== undefined) return `${broken}\n${disturbed.output}`
  const again = await world.run(story.args)
  const ended = `the same command again: ${again.code} ${again.stdout}${again.stderr}\nfirst: ${disturbed.output}`
  if (again.code !== 0 && again.code !== 1) return ended
  const unlike = difference(after, world.files()) ?? debris(world) ?? badBag(world)
  if (unlike !== undefined) return `${unlike} after ${ended}`
  return story.command === 'undo' ? undefined : await notUndone(world, before)
}

/** Every content is there as often as it was, whole; a copy may stand beside its original for a moment. */
export function brokenInvariant(
  before: readonly UserFile[],
  state: readonly UserFile[],
  fileSystem: FileSystem,
): string | undefined {
  const was = contents(before)
  const is = contents(state.filter(({path}) => !path.endsWith('.part')))
  for (const [content, count] of was) {
    const now = is.get(content) ?? 0
    if (now < count) return `LOST: ${content}, ${count} before, ${now} now`
    if (now > count && fileSystem !== 'across') return `too many: ${content}`
  }
  for (const {path, content, size} of state) {
    const isPlaceholder = fileSystem === 'no links' && size === 0
    if (!path.endsWith('.part') && !was.has(content) && !isPlaceholder) return `TORN: ${path} ${content}`
  }
  return undefined
}

/** How often each content is there, names of one file counted once. */
function contents(files: readonly UserFile[]): Map<string, number> {
  const distinct = new Map(files.map((file) => [file.identity, file.content]))
  const counts = new Map<string, number>()
  for (const content of distinct.values()) counts.set(content, (counts.get(content) ?? 0) + 1)
  return counts
}

/** Exit 2 says that nothing was touched. */
function badEnd(
  {code, signal, log}: Disturbed,
  before: readonly UserFile[],
  state: readonly UserFile[],
): string | undefined {
  if (signal === 'SIGKILL' || code === 0 || code === 1) return undefined
  if (code === 2) {
    const touched = difference(before, state)
    return touched === undefined ? undefined : `exit 2, but ${touched}`
  }
  // Node itself gives up where it can't wake its own threads.
  const isOurs = log.some((line) => line.includes('(INJECTED)') && line.includes('mediastruct-fault-'))
  return isOurs ? `it ended with ${code ?? signal}` : undefined
}

/** Names, contents and times to the µs. */
function difference(expected: readonly UserFile[], found: readonly UserFile[]): string | undefined {
  const line = ({path, content, mtimeUs}: UserFile) => `${path} ${content} ${mtimeUs}`
  const [wanted, present] = [expected.map(line), found.map(line)]
  const missing = wanted.filter((text) => !present.includes(text))
  const surplus = present.filter((text) => !wanted.includes(text))
  if (missing.length + surplus.length === 0) return undefined
  return [...missing.map((text) => `missing ${text}`), ...surplus.map((text) => `surplus ${text}`)].join('; ')
}

function debris(world: World): string | undefined {
  const left = world.paths().filter((path) => path.endsWith('.part'))
  return left.length === 0 ? undefined : `debris: ${left.join(' ')}`
}

/** A volume is whole by its own manifests, which any tool reads. */
function badBag(world: World): string | undefined {
  const archive = join(world.far, 'arch')
  const volumes = existsSync(archive) ? readdirSync(archive).filter((name) => name.startsWith('MS-')) : []
  for (const volume of volumes) {
    for (const manifest of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
      try {
        const cwd = join(archive, volume)
        execFileSync('sha256sum', ['--check', '--strict', '--quiet', manifest], {cwd, stdio: 'pipe'})
      } catch (error) {
        return `${volume}/${manifest}: ${String(error)}`
      }
    }
  }
  return undefined
}

/** Undoes run after run until everything is back. */
async function notUndone(world: World, before: readonly UserFile[]): Promise<string | undefined> {
  for (;;) {
    const away = difference(before, world.files())
    if (away === undefined) return undefined
    const {code, stdout, stderr} = await world.run(['undo', '--last'])
    if (code !== 0) return `undo: ${code}, ${away} ${stdout}${stderr}`
  }
}
