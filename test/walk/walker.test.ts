import {execFileSync} from 'node:child_process'
import {mkdirSync, symlinkSync} from 'node:fs'
import {expect} from 'chai'
import fc from 'fast-check'
import {Workers} from '../../src/hash/workers.ts'
import {fromBytes, join, type RawPath, toBytes, toText} from '../../src/paths/bytes.ts'
import {listDirectory} from '../../src/walk/list.ts'
import {Walker} from '../../src/walk/walker.ts'
import {raw, scratchPath, write} from '../support/indexed.ts'

async function filesOf(
  root: RawPath,
  threads: number,
  enter?: (directory: RawPath) => boolean,
): Promise<RawPath[]> {
  const workers = new Workers(threads)
  const walker = new Walker(workers)
  const found: RawPath[] = []
  try {
    for await (const {path, files} of walker.walk(root, enter))
      found.push(...files.map((name) => join(path, name)))
  } finally {
    await workers.close()
  }
  return found.sort()
}

const name = fc
  .uint8Array({minLength: 1, maxLength: 6})
  .map(
    (bytes) => `f${fromBytes(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x61 : byte)))}` as RawPath,
  )
const directory = fc
  .array(fc.constantFrom('d', 'e', 'd\xff', 'd e', 'd\n'), {maxLength: 3})
  .map((names) => names.join('/'))

describe('the walker', () => {
  it('meets every file once, whatever the tree and the names, with one thread or several', async function () {
    this.timeout(60_000)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(directory, name), {maxLength: 15}), async (places) => {
        const root = scratchPath()
        const written = new Set(places.map(([place, file]) => write(root, join(place as RawPath, file), 'x')))
        for (const threads of [1, 3]) expect(await filesOf(root, threads)).to.deep.equal([...written].sort())
      }),
      {numRuns: 8},
    )
  })

  it('follows no link, also not in a circle', async () => {
    const root = scratchPath()
    const file = write(root, 'a/x', 'x')
    symlinkSync('..', toBytes(join(root, raw('a/loop'))))
    symlinkSync('x', toBytes(join(root, raw('a/alias'))))
    expect(await filesOf(root, 1)).to.deep.equal([file])
    expect(listDirectory(join(root, raw('a'))).special.sort()).to.deep.equal(['alias', 'loop'])
  })

  it('enters what it is allowed to, and a root that is a link', async () => {
    const root = scratchPath()
    write(root, 'no/x', 'x')
    write(root, 'yes/x', 'x')
    symlinkSync(toText(root), toBytes(join(root, raw('yes/root'))))
    const link = join(root, raw('yes/root'))
    const found = await filesOf(link, 1, (path) => !path.endsWith('/no'))
    expect(found).to.deep.equal([join(link, raw('yes/x'))])
  })

  it("may be left early: what was ahead is nobody's error", async () => {
    const root = scratchPath()
    for (let index = 0; index < 100; index++) write(root, `d${index}/x`, 'x')
    const workers = new Workers(2)
    const walker = new Walker(workers)
    let listings = 0
    for await (const {path} of walker.walk(root)) if (path && ++listings > 1) break
    await workers.close()
    await new Promise((resolve) => setTimeout(resolve, 50))
  })
})

describe("a directory's listing", () => {
  it('tells files, directories, junk, tags and special files apart', () => {
    const root = scratchPath()
    for (const file of ['x.jpg', '.DS_Store', '@eaDir/thumb.jpg', '.mediastruct/journal', 'd/y'])
      write(root, file, 'x')
    execFileSync('mkfifo', [toText(join(root, raw('fifo')))])
    const {files, directories, junk, junkDirectories, special, tags, readable} = listDirectory(root)
    expect({files, directories, junk, special, tags, readable}).to.deep.equal({
      files: ['x.jpg'],
      directories: ['d'],
      junk: ['.DS_Store'],
      special: ['fifo'],
      tags: [],
      readable: true,
    })
    expect(junkDirectories.sort()).to.deep.equal(['.mediastruct', '@eaDir'])
  })

  it("does not take a volume's tag files for payload", () => {
    const root = scratchPath()
    for (const file of ['bagit.txt', 'volume-index.json', 'UNBURNED', 'data/x.jpg']) write(root, file, 'x')
    const {files, tags, directories} = listDirectory(root)
    expect(files).to.deep.equal([])
    expect(tags.sort()).to.deep.equal(['UNBURNED', 'bagit.txt', 'volume-index.json'])
    expect(directories).to.deep.equal(['data'])
  })

  it('lists what can not be read, and never throws', () => {
    const root = scratchPath()
    const gone = listDirectory(join(root, raw('none')))
    expect(gone).to.deep.include({readable: false, files: []})
    expect(gone.errors[0]?.code).to.equal('ENOENT')
    mkdirSync(toBytes(join(root, raw('empty'))))
    expect(listDirectory(join(root, raw('empty'))).stats).to.have.lengthOf(0)
  })
})
