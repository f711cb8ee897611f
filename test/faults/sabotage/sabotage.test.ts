/** Are these tests able to fail? Movers that are broken on purpose in the place of ours, each caught by what we test with. */
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant, writeConfig} from '../../e2e/tree.ts'
import {mediastruct} from '../../support/mediastruct.ts'
import {scratch} from '../../support/scratch.ts'
import {census, lost} from '../census.ts'
import {Disks, FILE_SYSTEMS, whyNoPowerLoss} from '../disks.ts'
import {heldAt} from '../held.ts'
import {skippedBecause} from '../mounts.ts'
import {disturb} from '../points/harness.ts'
import type {Faults} from '../points/points.ts'
import {whyNoStrace} from '../points/strace.ts'
import {type FileSystem, otherDevice, STORIES} from '../points/world.ts'
import {CRAWL, cutBefore, done, FEW, JOURNAL, missed, plantDrop, plantTrees, SORT} from '../power-scenes.ts'
import {type SabotageName, sabotaged} from './sabotages.ts'

const noStrace = whyNoStrace()
const noPowerLoss = whyNoPowerLoss ?? noStrace
const noOtherDevice = noStrace ?? (otherDevice() === undefined ? 'no second device' : undefined)

describe('a mover that is broken on purpose is caught', function () {
  this.timeout(120_000)

  for (const [fileSystem, make] of Object.entries(FILE_SYSTEMS)) {
    describe(`by a loss of power on ${fileSystem}`, () => {
      let disks: Disks
      const ingest = () => ['ingest', 'drop', '--to', join(disks.far, 'library')]
      afterEach(() => disks?.remove())

      caught('does not flush data', noPowerLoss, async (nodeOptions) => {
        disks = new Disks(make)
        const before = plantTrees(disks.near)
        await done(disks, CRAWL)
        await done(disks, SORT, nodeOptions)
        disks.losePower()
        return missed(before, disks)
      })

      caught('does not flush directories', noPowerLoss, async (nodeOptions) => {
        disks = new Disks(make)
        const before = plantDrop(disks.near, FEW)
        disks.flush('near', 'far')
        const call = {syscall: 'write', path: join(disks.far, JOURNAL), when: 3}
        await cutBefore(disks, ingest(), call, nodeOptions)
        return missed(before, disks)
      })
    })
  }

  caught('renames instead of linking', undefined, async (nodeOptions) => {
    const cwd = scratch()
    plant(cwd, {'m/x.jpg': 'x', 'a/x.jpg': 'x'})
    writeConfig(cwd, {})
    await mediastruct(['crawl', 'm', 'a'], {cwd})
    const call = {call: 'rename', path: 'dup/a/x.jpg'} as const
    const held = await heldAt(call, ['sort', 'a', '--master', 'm', '--to', 'dup'], {cwd, nodeOptions})
    writeFileSync(join(cwd, 'dup/a/x.jpg'), 'foreign')
    const before = census(cwd)
    await held.release()
    return lost(before, census(cwd))
  })

  caught('takes the old name away before it read the copy back', noOtherDevice, (nodeOptions) =>
    wrongs('across', {scopes: ['payload'], befall: {write: ['retval=FULL']}}, nodeOptions),
  )

  caught('journals after the act', noStrace, (nodeOptions) =>
    wrongs('same', {scopes: ['trees'], befall: {link: ['SIGKILL']}}, nodeOptions),
  )
})

/** @param scene answers what was found wrong */
function caught(
  name: SabotageName,
  missing: string | undefined,
  scene: (nodeOptions: readonly string[]) => Promise<readonly string[]>,
): void {
  it(`where it ${name}${skippedBecause(missing)}`, async function () {
    if (missing !== undefined) this.skip()
    expect(await scene(sabotaged(name))).to.not.deep.equal([])
  })
}

async function wrongs(
  fileSystem: FileSystem,
  faults: Faults,
  nodeOptions: readonly string[],
): Promise<string[]> {
  const story = STORIES.find(({command}) => command === 'ingest')
  if (!story) throw new Error('there is no such story')
  const tried = await disturb({story, fileSystem, nodeOptions}, faults, FEW)
  return tried.flatMap(({wrong}) => wrong ?? [])
}
