/** The first days of a config: what the first run of another command makes is not missed before. */
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {plant, writeConfig} from './tree.ts'

const CONFIG = {
  drop: ['drop'],
  library: 'library',
  archive: 'archive',
  duplicates: 'duplicates',
  trees: ['backup'],
}

describe('the first round of a config', () => {
  it('does all of it, though the archive is not there yet', async () => {
    const directory = scratch()
    writeConfig(directory, CONFIG)
    plant(directory, {'drop/IMG_20190102_030405.jpg': 'new', 'backup/old.jpg': 'new'})
    const round = await mediastruct(['run'], {cwd: directory})
    expect(round.code, round.stderr).to.equal(0)
    expect(round.stderr).to.include(`There is no ${join(directory, 'archive')} yet`)
    expect(existsSync(join(directory, 'archive'))).to.equal(false)
    const dupes = await mediastruct(['dupes', '--json'], {cwd: directory})
    expect(dupes.json<{totals: {groups: number}}>().totals.groups).to.equal(1)
  })

  it('misses every tree that no command makes', async () => {
    const directory = scratch()
    writeConfig(directory, {...CONFIG, archive: undefined})
    plant(directory, {'library/a.jpg': 'a'})
    const crawled = await mediastruct(['crawl'], {cwd: directory})
    expect(crawled.code).to.equal(2)
    expect(crawled.stderr).to.include(join(directory, 'backup'))
  })
})
