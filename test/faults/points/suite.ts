/** One test a command and file system, and a table of what was tried at the end. */
import {expect} from 'chai'
import {disturb, type Tried} from './harness.ts'
import {chosen, EVERYTHING, SEED} from './selection.ts'
import {whyNoStrace} from './strace.ts'
import {type FileSystem, otherDevice, STORIES} from './world.ts'

export interface Suite {
  readonly title: string
  readonly faults: Readonly<Record<string, readonly string[]>>
  readonly fileSystems: readonly FileSystem[]
  /** Points a command, where not everything is asked for. */
  readonly most: number
}

export function faultSuite({title, faults, fileSystems, most}: Suite): void {
  const missing = whyNoStrace()
  describe(`${title} (${EVERYTHING ? 'all of them' : `seed ${SEED}`})${skipped(missing)}`, function () {
    this.timeout(EVERYTHING ? 4 * 3_600_000 : 120_000)
    const tried: Tried[] = []
    before(function () {
      if (missing !== undefined) this.skip()
    })
    for (const story of STORIES) {
      for (const fileSystem of EVERYTHING ? fileSystems : oneOf(story.command, fileSystems)) {
        const other = fileSystem === 'across' && otherDevice() === undefined ? 'no second device' : undefined
        it(`${story.command}, ${fileSystem}${skipped(other)}`, async function () {
          if (other !== undefined) return this.skip()
          const results = await disturb({story, fileSystem}, faults, EVERYTHING ? undefined : most)
          const fired = results.filter((result) => result.fired)
          tried.push(...fired)
          expect(results.flatMap(({wrong}) => wrong ?? []).join('\n\n')).to.equal('')
          const missed = results.filter((result) => !result.fired).map(({point}) => point)
          expect(fired.length, `never came to pass: ${missed.join('; ')}`).to.be.at.least(
            Math.ceil(results.length * 0.75),
          )
          expect(fired).to.not.have.length(0)
        })
      }
    }
    after(() => {
      if (tried.length > 0) process.stdout.write(`\n${table(tried)}\n`)
    })
  })
}

function oneOf(command: string, fileSystems: readonly FileSystem[]): FileSystem[] {
  return fileSystems.slice(0).splice(chosen(command, fileSystems.length), 1)
}

function skipped(reason: string | undefined): string {
  return reason === undefined ? '' : ` – skipped: ${reason}`
}

/** Command, file system, system call, points tried. */
function table(tried: readonly Tried[]): string {
  const rows = Map.groupBy(
    tried,
    (one) => `${one.command.padEnd(8)} ${one.fileSystem.padEnd(9)} ${one.syscall}`,
  )
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([row, {length}]) => `${row.padEnd(32)} ${String(length).padStart(5)}`)
    .join('\n')
}
