/** The whole life of volumes on media that take files: a tape and a disk, which are data of an example plugin. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {heldAt} from '../faults/held.ts'
import {bagProblems} from '../support/bag.ts'
import {mediastruct, PACKAGE_ROOT} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {plant} from './tree.ts'

const FILES = {
  '2019/2019-05-04/a.jpg': Buffer.alloc(9000, 'first '),
  '2019/2019-05-05/film: why?.mov': Buffer.alloc(1_500_000, 'film '),
}

interface Written {
  directory: {files: number; alreadyThere: number}
  copies: {name: string; state: string; problem: string | null}[]
  left: string[]
  next: string | null
  volumeState: string
  errors: {path: string; code: string}[]
}
interface Refused {
  error: {code: string; message: string; hint: string}
}

describe('volumes on media that take files, with the real program', function () {
  this.timeout(120_000)
  let root: string
  const at = (...names: string[]) => join(root, ...names)
  const full = (args: readonly string[]) => [...args, '--catalog', 'catalog.db', '--no-progress', '--json']
  const run = (...args: string[]) => mediastruct(full(args), {cwd: root})
  const burning = (copy: string, directory: string, ...more: string[]) => [
    ...['volumes', 'burn', copy, '--device', directory],
    ...more,
  ]
  const burn = async (copy: string, directory: string, ...more: string[]) => {
    mkdirSync(at(directory), {recursive: true})
    const ran = await run(...burning(copy, directory, ...more))
    const document = ran.json<Written>()
    SCHEMAS['volumes-burn']?.parse(document)
    return {...document, code: ran.code}
  }
  const refused = async (...args: string[]) => {
    const ran = await run(...args)
    const {error} = ran.json<Refused>()
    return [ran.code, error.code, `${error.message} ${error.hint}`] as const
  }
  const copies = async () => {
    const listed = (await run('volumes', 'list')).json<{
      volumes: {copies: {name: string; state: string}[]}[]
    }>()
    return listed.volumes[0]?.copies.map(({name, state}) => `${name} ${state}`)
  }

  beforeEach(async () => {
    root = scratch()
    plant(root, {
      'mediastruct.config.json': JSON.stringify({
        plugins: [
          [
            join(PACKAGE_ROOT, 'examples/volumes-lto/src/plugin.ts'),
            {directories: {'disk-500': '500GB'}, fileSystem: 'exfat'},
          ],
        ],
      }),
    })
    plant(at('lib'), FILES)
    utimesSync(at('lib/2019/2019-05-04/a.jpg'), 0, 1_557_000_000)
    await run('crawl', 'lib')
  })

  it('are planned, written, interrupted, verified, released, found, and written again from a copy', async () => {
    expect((await run('archive', 'lib', '--to', 'arch', '--medium', 'lto-6')).code).to.equal(0)
    const [, code, said] = await refused('volumes', 'image', 'MS-0001', '-o', 'v.iso')
    expect([code, said.includes('volumes burn MS-0001 --device DIR')]).to.deep.equal(['NO_IMAGER', true])
    expect((await refused(...burning('MS-0001', 'arch/MS-0001')))[1]).to.equal('IN_ARCHIVE')

    const first = await burn('MS-0001', 'tape-a', '--copies', '2', '--verify')
    expect([first.code, first.left, first.volumeState]).to.deep.equal([1, ['b'], 'verified'])
    expect(first.next).to.equal(`mediastruct volumes burn MS-0001/b --device ${at('tape-a')} --verify`)
    expect(bagProblems(at('tape-a'))).to.deep.equal([])
    expect(Math.floor(statSync(at('tape-a/data/2019/2019-05-04/a.jpg')).mtimeMs)).to.equal(1_557_000_000_000)
    expect([existsSync(at('tape-a/UNBURNED')), existsSync(at('arch/MS-0001/UNBURNED'))]).to.deep.equal([
      false,
      false,
    ])
    expect((await refused(...burning('MS-0001/b', 'tape-a')))[1]).to.equal('NOT_BLANK')
    const same = await refused('volumes', 'verify', 'MS-0001/b', '--from', 'tape-a')
    expect(same.slice(0, 2), 'one tape is one copy').to.deep.equal([2, 'SAME_COPY'])

    mkdirSync(at('tape-b'))
    for (const [signal, code, path] of [
      ['SIGINT', 130, 'a.jpg'],
      ['SIGKILL', null, 'film'],
    ] as const) {
      const point = {call: 'link', path} as const
      const held = await heldAt(point, full(burning('MS-0001', 'tape-b')), {cwd: root})
      held.child.kill(signal)
      expect((await held.release()).code).to.equal(code)
    }
    expect(await copies()).to.deep.equal(['a verified'])
    const second = await burn('MS-0001', 'tape-b')
    expect([second.code, second.copies[0]?.state]).to.deep.equal([0, 'burned'])
    expect(second.directory.alreadyThere).to.equal(1)
    expect(
      readdirSync(at('tape-b'), {recursive: true}).filter((name) => String(name).endsWith('.part')),
    ).to.deep.equal([])
    expect((await run(...(second.next ?? '').split(' ').slice(1))).code).to.equal(0)
    expect(bagProblems(at('tape-b'))).to.deep.equal([])

    expect((await run('volumes', 'release', 'MS-0001')).code).to.equal(0)
    rmSync(at('arch/MS-0001'), {recursive: true})
    const located = (await run('volumes', 'locate', '2019-05-05')).json<{
      files: {volume: string; state: string}[]
    }>()
    expect(located.files.map(({volume, state}) => [volume, state])).to.deep.equal([['MS-0001', 'offline']])

    const film = at('tape-b/data/2019/2019-05-05/film: why?.mov')
    writeFileSync(film, Buffer.from(readFileSync(film)).fill('?', 700_000, 700_001))
    const damaged = (await run('volumes', 'verify', 'MS-0001/b', '--from', 'tape-b')).json<{
      damaged: {path: string}[]
      rebuild: string
    }>()
    expect(damaged.damaged.map(({path}) => path)).to.deep.equal(['data/2019/2019-05-05/film: why?.mov'])
    expect(damaged.rebuild).to.equal(
      `mediastruct volumes burn MS-0001 --device EMPTY_DIR --verify --from COPY-MS-0001-a --from ${at('tape-b')}`,
    )
    mkdirSync(at('tape-c'))
    expect((await refused(...burning('MS-0001', 'tape-c')))[1]).to.equal('OFFLINE')
    const onto = await refused(...burning('MS-0001', 'tape-b'), '--from', 'tape-a')
    expect([onto[1], onto[2]?.includes('It is MS-0001/b, which was found damaged')]).to.deep.equal([
      'NOT_BLANK',
      true,
    ])
    const again = await burn('MS-0001', 'tape-c', '--verify', '--from', 'tape-b', '--from', 'tape-a')
    expect([again.code, again.copies[0]?.state]).to.deep.equal([0, 'verified'])
    expect(bagProblems(at('tape-c'))).to.deep.equal([])
  })

  it('leave what the medium can not name, and fail alone where the archive is damaged', async () => {
    const archived = (await run('archive', 'lib', '--to', 'arch', '--medium', 'disk-500')).json<{
      left: {path: string; code: string; reason: string}[]
    }>()
    expect(archived.left.map(({path, code}) => [path, code])).to.deep.equal([
      [at('lib/2019/2019-05-05/film: why?.mov'), 'name'],
    ])
    const staged = at('arch/MS-0001/data/2019/2019-05-04/a.jpg')
    const good = readFileSync(staged)
    writeFileSync(staged, Buffer.alloc(9000, 'damage'))
    const failed = await burn('MS-0001', 'disk')
    expect([failed.code, failed.copies[0]?.state, failed.errors.map(({path}) => path)]).to.deep.equal([
      1,
      'failed',
      [staged],
    ])
    expect(existsSync(at('disk/data/2019/2019-05-04/a.jpg'))).to.equal(false)
    writeFileSync(staged, good)
    expect((await burn('MS-0001', 'disk', '--verify')).copies[0]).to.deep.include({
      name: 'a',
      state: 'verified',
    })
    mkdirSync(at('lib/disk'))
    const config = JSON.parse(readFileSync(at('mediastruct.config.json'), 'utf8')) as object
    writeFileSync(at('mediastruct.config.json'), JSON.stringify({...config, library: 'lib'}))
    expect((await refused(...burning('MS-0001', 'lib/disk')))[1]).to.equal('IN_TREE')
    const other = Buffer.alloc(9000, 'other ')
    plant(at('used'), {'data/2019/2019-05-04/a.jpg': other})
    const used = await burn('MS-0001', 'used')
    expect([used.copies[0]?.state, used.copies[0]?.problem?.includes('not what it should be')]).to.deep.equal(
      ['failed', true],
    )
    expect(readFileSync(at('used/data/2019/2019-05-04/a.jpg'))).to.deep.equal(other)
  })
})
