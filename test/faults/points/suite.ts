/** One test a command and file system, and a table of what was tried at the end. */
import {expect} from 'chai'
import {skippedBecause} from '../mounts.ts'
import {disturb, type Tried} from './harness.ts'
import {describePoint, type Faults} from './points.ts'
import {isOutOfTime, POINTS, SEED, selected} from './selection.ts'
import {whyNoStrace} from './strace.ts'
import {type FileSystem, otherDevice, STORIES} from './world.ts'

export interface Suite {
  readonly title: string
  readonly faults: Faults
  readonly fileSystems: readonly FileSystem[]
  /** Of a number of points that is asked for, how much falls to this suite. */
  readonly share: number
}

/** ms; a point takes about two seconds, and more on a busy machine. */
const PATIENCE_MS = POINTS === undefined ? 6 * 3_600_000 : 900_000

export function faultSuite({title, faults, fileSystems, share}: Suite): void {
  const missing = whyNoStrace()
  const extent = POINTS === undefined ? 'every point' : `${POINTS} points in all, seed ${SEED}`
  describe(`${title} (${extent})${skippedBecause(missing)}`, function () {
    this.timeout(PATIENCE_MS)
    const tried: Tried[] = []
    before(function () {
      if (missing !== undefined) this.skip()
    })
    for (const {story, fileSystem} of scenes(title, share, fileSystems)) {
      const other = fileSystem === 'across' && otherDevice() === undefined ? 'no second device' : undefined
      it(`${story.command}, ${fileSystem}${skippedBecause(other)}`, async function () {
        if (other !== undefined || isOutOfTime()) return this.skip()
        const results = await disturb({story, fileSystem}, faults, pointsEach(share, fileSystems))
        tried.push(...results)
        expect(results.flatMap(({wrong}) => wrong ?? []).join('\n\n')).to.equal('')
        const missed = results.filter(({fired}) => !fired).map(({point}) => describePoint(point))
        expect(missed.join('; '), 'never came to pass').to.equal('')
        expect(isOutOfTime() || results.length > 0, 'no point was tried').to.equal(true)
      })
    }
    after(() => {
      if (tried.length > 0) process.stdout.write(`\n${table(tried)}\n`)
    })
  })
}

interface Scene {
  readonly story: (typeof STORIES)[number]
  readonly fileSystem: FileSystem
}

/** Every one; where fewer points are asked for than there are scenes, as many scenes, some of each command. */
function scenes(title: string, share: number, fileSystems: readonly FileSystem[]): readonly Scene[] {
  const all = fileSystems.flatMap((fileSystem) => STORIES.map((story) => ({story, fileSystem})))
  if (POINTS === undefined) return all
  const named = ({story: {command}, fileSystem}: Scene) => ({
    kind: command,
    name: `${title} ${command} ${fileSystem}`,
  })
  return selected(all, Math.ceil(POINTS * share), named)
}

function pointsEach(share: number, fileSystems: readonly FileSystem[]): number | undefined {
  return POINTS === undefined ? undefined : Math.ceil((POINTS * share) / fileSystems.length / STORIES.length)
}

/** Command and file system, how many points, and of which system calls. */
function table(tried: readonly Tried[]): string {
  const scenes = Map.groupBy(tried, ({command, fileSystem}) => `${command.padEnd(8)} ${fileSystem.padEnd(9)}`)
  const rows = [...scenes].map(
    ([scene, points]) => `${scene} ${String(points.length).padStart(5)}  ${calls(points)}`,
  )
  const ending = isOutOfTime() ? '  OUT OF TIME: the other points were left out' : ''
  return [...rows, `${'together'.padEnd(18)} ${String(tried.length).padStart(5)}${ending}`].join('\n')
}

function calls(tried: readonly Tried[]): string {
  const counts = Map.groupBy(tried, ({point}) => point.syscall)
  return [...counts].map(([syscall, {length}]) => `${syscall} ${length}`).join(', ')
}
