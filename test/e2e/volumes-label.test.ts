/** Labels of volumes, with the real program: what they tell when the volume is gone, and what they never write over. */
import {createHash} from 'node:crypto'
import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {plant} from './tree.ts'

interface Label {
  name: string
  manifestSha256: string
  code: string
  output: string | null
  html: string | null
  copies: {where: string | null; burnedAt: string | null}[]
}

describe('volumes label, with the real program', function () {
  this.timeout(60_000)

  it('tells of a copy from the catalog alone, and replaces only a label of its own', async () => {
    const root = scratch()
    const run = (...args: string[]) => mediastruct([...args, '--catalog', 'catalog.db'], {cwd: root})
    plant(join(root, 'lib'), {'2019/2019-05-04/a.jpg': 'one', '2019/2019-05-05/<b> & "c".jpg': 'two'})
    await run('crawl', 'lib')
    await run('archive', 'lib', '--to', 'arch', '--medium', 'dvd-r')
    const manifest = readFileSync(join(root, 'arch/MS-0001/manifest-sha256.txt'))
    const hash = createHash('sha256').update(manifest).digest('hex')
    const open = await run('volumes', 'label', 'MS-0001')
    expect(open.stdout).to.match(/^<!doctype html>[\s\S]*<svg [\s\S]*<\/html>\n$/)
    expect(open.stderr).to.contain('MS-0001 is still open')

    const shelf = 'Tante Änne <shelf 3>'
    await run('volumes', 'mark', 'MS-0001/a', 'burned', '--where', shelf)
    rmSync(join(root, 'arch/MS-0001'), {recursive: true})
    const ran = await run('volumes', 'label', 'ms-0001/A', '-o', 'a.html', '--json')
    const label = ran.json<Label>()
    SCHEMAS['volumes-label']?.parse(label)
    expect([ran.code, label.name, label.manifestSha256, label.html]).to.deep.equal([
      0,
      'MS-0001/a',
      hash,
      null,
    ])
    expect(label.code).to.contain('MS-0001').and.to.contain(hash)
    expect([label.copies[0]?.where, typeof label.copies[0]?.burnedAt]).to.deep.equal([shelf, 'string'])
    const page = readFileSync(join(root, 'a.html'), 'utf8')
    expect(page).to.contain('Tante Änne &lt;shelf 3&gt;').and.to.contain('2019-05-04 – 2019-05-05')

    expect((await run('volumes', 'label', 'MS-0001/b', '-o', 'a.html')).code, 'ours').to.equal(0)
    writeFileSync(join(root, 'a.html'), 'mine now')
    const taken = await run('volumes', 'label', 'MS-0001/a', '-o', 'a.html', '--json')
    expect([taken.code, taken.json<{error: {code: string}}>().error.code]).to.deep.equal([2, 'NOT_OURS'])
    expect(readFileSync(join(root, 'a.html'), 'utf8')).to.equal('mine now')
  })
})
