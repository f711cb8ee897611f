import {execFileSync} from 'node:child_process'
import {symlinkSync} from 'node:fs'
import {expect} from 'chai'
import {blake3Digester} from '../../src/hash/blake3.ts'
import {join, type RawPath, toBytes, toText} from '../../src/paths/bytes.ts'
import {listDirectory, statAt} from '../../src/walk/list.ts'
import {readingAt} from '../../src/walk/readings.ts'
import {ReadingAllowance, SmallFileReader} from '../../src/walk/small-files.ts'
import {blake3, raw, scratchPath, write} from '../support/indexed.ts'

const reader = (isExcluded: (file: RawPath) => boolean = () => false) =>
  new SmallFileReader(blake3Digester(), new ReadingAllowance(), isExcluded)

/** What a first look read, by name. */
function readIn(root: RawPath, isExcluded?: (file: RawPath) => boolean): Record<string, string | undefined> {
  const listing = reader(isExcluded).lookFirst(root)
  return Object.fromEntries(
    listing.files.map((name, index) => {
      const reading = listing.readings && readingAt(listing.readings, index, statAt(listing, index))
      return [name, reading?.ok ? reading.hash : reading?.code]
    }),
  )
}

describe('a first look at a directory', () => {
  it('lists what another look does, and reads its small files', () => {
    const root = scratchPath()
    for (const file of ['a.jpg', 'b\xff.jpg', '.DS_Store', 'd/inner.jpg', 'empty'])
      write(root, file as RawPath, file === 'empty' ? '' : file)
    symlinkSync('a.jpg', toBytes(join(root, raw('link'))))
    execFileSync('mkfifo', [toText(join(root, raw('fifo')))])
    const {readings, ...listing} = reader().lookFirst(root)
    expect(listing).to.deep.equal(listDirectory(root))
    expect(readIn(root)).to.deep.equal({
      'a.jpg': blake3('a.jpg'),
      'b\xff.jpg': blake3(Buffer.from('b\xff.jpg')),
      empty: blake3(''),
    })
  })

  it('reads nothing that is excluded, too large for one message, or no payload of a volume', () => {
    const root = scratchPath()
    write(root, 'no.raw', 'x')
    write(root, 'large.mov', Buffer.alloc(1024 * 1024 + 1))
    expect(readIn(root, (file) => file.endsWith('.raw'))).to.deep.equal({
      'no.raw': undefined,
      'large.mov': undefined,
    })
    for (const tag of ['bagit.txt', 'volume-index.json']) write(root, tag, 'x')
    expect(reader().lookFirst(root)).to.deep.include({files: [], readings: {hashes: [], failures: new Map()}})
  })

  it('leaves what one message may not bring, and gives its size all the same', () => {
    const root = scratchPath()
    for (let index = 0; index < 20; index++) write(root, `${index}`, Buffer.alloc(1024 * 1024, index))
    const listing = reader().lookFirst(root)
    expect(listing.readings?.hashes.filter(Boolean)).to.have.lengthOf(16)
    expect(listing.files.map((_, index) => statAt(listing, index).size)).to.deep.equal(
      Array(20).fill(1024 * 1024),
    )
  })

  it('tells of a directory that is not there as any look does', () => {
    const gone = join(scratchPath(), raw('gone'))
    expect(reader().lookFirst(gone)).to.deep.equal(listDirectory(gone))
  })
})
