import {expect} from 'chai'
import fc from 'fast-check'
import {
  checkProposal,
  DEFAULT_FOLDER_TEMPLATE,
  DEFAULT_NAME_TEMPLATE,
  type NamableFile,
  type NameProposal,
} from 'mediastruct'
import {namingOptions, proposeName, type Step} from '../src/naming/datetime-hash.ts'
import {firstFree, isOneOf, type Occupant, type Wish} from '../src/naming/first-free.ts'

const DEFAULTS = namingOptions(DEFAULT_NAME_TEMPLATE, DEFAULT_FOLDER_TEMPLATE)

type Named = Omit<NamableFile, 'read'>

function fileNamed(name: string, hash: string, local = '2019-01-02T03:04:05'): Named {
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 ? name.slice(dot) : ''
  return {
    path: `/drop/${name}`,
    name,
    extension,
    size: 1,
    hash,
    date: {local, confidence: 'high'},
    dateSource: 'exif',
  }
}

function placeOf({folder, name}: NameProposal): string {
  return `${folder}/${name}`
}

function wishOf(file: Named, options: typeof DEFAULTS): Wish {
  const propose = async (step: Step) => proposeName(file, options, step)
  return {hash: file.hash, counted: options.template.uses('counter'), propose}
}

/** One name for each file, given one after the other. */
async function uniqueNames(files: readonly Named[], options = DEFAULTS): Promise<NameProposal[]> {
  const given = new Map<string, Occupant>()
  const proposals: NameProposal[] = []
  for (const file of files) {
    const {proposal} = await firstFree(wishOf(file, options), async (candidate) =>
      given.get(placeOf(candidate)),
    )
    given.set(placeOf(proposal), file)
    proposals.push(proposal)
  }
  return proposals
}

describe('datetime-hash', () => {
  const hash = 'abcdef12'.repeat(8)

  it('files by day, and names by moment and hash', () => {
    expect(proposeName(fileNamed('IMG_1.JPG', hash), DEFAULTS)).to.deep.equal({
      folder: '2019/2019-01-02',
      name: '20190102_030405_abcdef12.JPG',
    })
  })

  it('leaves the time out where there is none', () => {
    const {name} = proposeName(fileNamed('IMG_1.jpg', hash, '2019-01-02'), DEFAULTS)
    expect(name).to.equal('20190102_abcdef12.jpg')
  })

  it('lets the hash part grow until names differ', async () => {
    const hashes = [
      'a'.repeat(64),
      `${'a'.repeat(8)}${'b'.repeat(56)}`,
      `${'a'.repeat(15)}${'c'.repeat(49)}`,
      `${'a'.repeat(16)}${'d'.repeat(48)}`,
    ]
    const proposals = await uniqueNames(hashes.map((each) => fileNamed('x.jpg', each)))
    expect(proposals.map(({name}) => name)).to.deep.equal([
      '20190102_030405_aaaaaaaa.jpg',
      '20190102_030405_aaaaaaaabbbb.jpg',
      '20190102_030405_aaaaaaaaaaaa.jpg',
      '20190102_030405_aaaaaaaaaaaaaaaa.jpg',
    ])
  })

  it('numbers what a hash can’t tell apart', async () => {
    const files = [1, 2, 3].map(() => fileNamed('x.jpg', 'e'.repeat(16)))
    const plain = namingOptions('{yyyy}', '{yyyy}')
    const proposals = await uniqueNames(files, plain)
    expect(proposals.map(({name}) => name)).to.deep.equal(['2019.jpg', '2019-2.jpg', '2019-3.jpg'])
  })

  it('numbers equal contents without growing the hash part', async () => {
    const files = [1, 2].map(() => fileNamed('empty.txt', hash))
    const proposals = await uniqueNames(files)
    expect(proposals.map(({name}) => name)).to.deep.equal([
      '20190102_030405_abcdef12.txt',
      '20190102_030405_abcdef12-2.txt',
    ])
  })

  it('counts from one, with as many zeros as the template says', async () => {
    const files = [1, 2, 3].map(() => fileNamed('x.jpg', 'e'.repeat(16)))
    const names = async (template: string) =>
      (await uniqueNames(files, namingOptions(template, '{yyyy}'))).map(({name}) => name)
    expect(await names('{yyyy}_{counter}')).to.deep.equal(['2019_001.jpg', '2019_002.jpg', '2019_003.jpg'])
    expect(await names('{yyyy}_{counter1}')).to.deep.equal(['2019_1.jpg', '2019_2.jpg', '2019_3.jpg'])
  })

  it('numbers behind the name what a strategy gives no number', async () => {
    const given = new Set<string>()
    const names: string[] = []
    for (let file = 0; file < 3; file++) {
      const wish = {hash, counted: true, propose: async () => ({folder: '', name: 'one.jpg'})}
      const {proposal} = await firstFree(wish, async ({name}) => (given.has(name) ? {} : undefined))
      given.add(proposal.name)
      names.push(proposal.name)
    }
    expect(names).to.deep.equal(['one.jpg', 'one-2.jpg', 'one-3.jpg'])
  })

  it('knows the names that a file could have been given', async () => {
    const isNamed = async (template: string, name: string, folder = '2019') =>
      await isOneOf(wishOf(fileNamed('x.jpg', hash), namingOptions(template, '{yyyy}')), {folder, name})
    const yes = [
      ['{yyyy}_{hash8}', '2019_abcdef12.jpg'],
      ['{yyyy}_{hash8}', '2019_abcdef12abcd.jpg'],
      ['{yyyy}_{hash8}', `2019_${hash}.jpg`],
      ['{yyyy}_{hash8}', '2019_abcdef12-2.jpg'],
      ['{yyyy}_{hash8}', '2019_abcdef12abcd-14.jpg'],
      ['{yyyy}', '2019-2.jpg'],
      ['{yyyy}_{counter}', '2019_001.jpg'],
      ['{yyyy}_{counter}', '2019_1234.jpg'],
      ['{counter}{yyyy}', '0072019.jpg'],
      ['{ss}{counter}{counter}', '05012012.jpg'],
    ] as const
    for (const [template, name] of yes) expect(await isNamed(template, name), name).to.equal(true)
    const no = [
      ['{yyyy}_{hash8}', '2019_abcdef12.JPG'],
      ['{yyyy}_{hash8}', '2019_abcdef1.jpg'],
      ['{yyyy}_{hash8}', '2019_abcdef12-1.jpg'],
      ['{yyyy}_{hash8}', '2019_abcdef12-02.jpg'],
      ['{yyyy}_{counter}', '2019_000.jpg'],
      ['{yyyy}_{counter}', '2019_01.jpg'],
      ['{yyyy}_{counter}', '2019_0001.jpg'],
      ['{yyyy}_{counter}', '2018_001.jpg'],
      ['{ss}{counter}{counter}', '05012013.jpg'],
    ] as const
    for (const [template, name] of no) expect(await isNamed(template, name), name).to.equal(false)
    expect(await isNamed('{yyyy}', '2019.jpg', '2020')).to.equal(false)
  })

  it('gives different contents of one second different names', async () => {
    const hex = fc
      .array(fc.constantFrom('a', 'b'), {minLength: 32, maxLength: 32})
      .map((digits) => digits.join(''))
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(hex, {minLength: 2, maxLength: 20}), async (hashes) => {
        const proposals = await uniqueNames(hashes.map((each) => fileNamed('x.jpg', each)))
        expect(new Set(proposals.map(placeOf)).size).to.equal(hashes.length)
      }),
    )
  })

  it('never proposes a place outside the library', () => {
    const name = fc
      .string({minLength: 1, maxLength: 40})
      .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..')
    fc.assert(
      fc.property(name, fc.constantFrom('2019-01-02', '2019-01-02T03:04:05'), (text, local) => {
        expect(checkProposal(proposeName(fileNamed(text, hash, local), DEFAULTS)) ?? 'fine').to.match(
          /fine|\.part/,
        )
      }),
    )
  })
})
