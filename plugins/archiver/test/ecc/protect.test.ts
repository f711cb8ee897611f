import {createHash} from 'node:crypto'
import {appendFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import fc from 'fast-check'
import {type EccProvider, fromText, MediaStructError, openOwnFile, type Progress} from 'mediastruct'
import {roomForEcc} from '../../src/ecc/kept.ts'
import {largestImage, usefulRoom} from '../../src/ecc/room.ts'
import type {ImageContent} from '../../src/imaging/content.ts'
import {chooseImager} from '../../src/imaging/imagers.ts'
import {type MadeImage, makeImage} from '../../src/imaging/make.ts'
import {TARGET} from '../fixtures.ts'
import {needs} from '../imaging/tools.ts'
import {Scratch} from '../scratch.ts'
import {mirror} from './mirror.ts'

const progress = (): Progress => ({add() {}, errors() {}, end() {}, total() {}}) as unknown as Progress

describe('an image with error correction', function () {
  this.timeout(60_000)
  let scratch: Scratch

  beforeEach(function () {
    needs(this, 'genisoimage')
    scratch = new Scratch()
  })
  afterEach(() => scratch?.remove())

  const content = (text: string): ImageContent => {
    const from = Buffer.from(text)
    return {
      path: fromText(`data/${text}.txt`),
      size: from.length,
      sha256: createHash('sha256').update(from).digest('hex'),
      from,
    }
  }

  async function made(changes: Partial<EccProvider> = {}, capacitySectors = 2000): Promise<MadeImage> {
    const path = fromText(join(scratch.path, 'v.iso'))
    return await makeImage({
      tooLarge: () => '',
      imager: chooseImager({name: 'x', imager: 'genisoimage'}, []),
      contents: ['a', 'b', 'c'].map(content),
      label: 'MS-0001',
      capacitySectors,
      ecc: await mirror(changes),
      path,
      open: () => openOwnFile(path),
      progress,
    })
  }

  const failing = async (work: Promise<unknown>): Promise<MediaStructError> => {
    const error = await work.catch((reason: unknown) => reason)
    if (!(error instanceof MediaStructError)) throw error
    return error
  }

  it('is none where sectors behind it are to be remembered', async () => {
    const {code, message} = await failing(made({vitalSectors: [1_000_000]}))
    expect([code, message.includes('"mirror"'), readdirSync(scratch.path)]).to.deep.equal([
      'ECC_FAILED',
      true,
      [],
    ])
  })

  it('is longer, still what it was, and tells what it carries', async () => {
    const {sectors, sha256, ecc} = await made({vitalSectors: [16]})
    const image = readFileSync(join(scratch.path, 'v.iso'))
    expect([image.length / 2048, createHash('sha256').update(image).digest('hex')]).to.deep.equal([
      sectors,
      sha256,
    ])
    const {vital, ...facts} = ecc ?? {}
    expect(facts).to.deep.equal({
      name: 'mirror',
      version: '1.0',
      imageSectors: sectors / 2,
      redundancyPercent: 100,
    })
    expect(vital?.map(({sector}) => sector)).to.deep.equal([16])
  })

  for (const [what, code, changes] of [
    [
      'changes what is there',
      'BAD_WRITE',
      ({image}: {image: string}) => writeFileSync(image, Buffer.alloc(1000 * 2048)),
    ],
    ['takes something away', 'ECC_FAILED', ({image}: {image: string}) => truncateSync(image, 2048)],
    ['adds nothing', 'ECC_FAILED', () => {}],
    [
      'adds half a sector',
      'ECC_FAILED',
      ({image}: {image: string}) => appendFileSync(image, Buffer.alloc(1024)),
    ],
    [
      'adds too much',
      'OVER_CAPACITY',
      ({image}: {image: string}) => appendFileSync(image, Buffer.alloc(2000 * 2048)),
    ],
    [
      'adds what it does not recognize',
      'ECC_FAILED',
      ({image}: {image: string}) => appendFileSync(image, Buffer.alloc(2048)),
    ],
    [
      'breaks down',
      'ECC_FAILED',
      ({image}: {image: string}) => {
        appendFileSync(image, 'half of ')
        throw new Error('out of memory')
      },
    ],
  ] as const) {
    it(`is none where the provider ${what}`, async () => {
      const {code: found, exitCode} = await failing(made({protect: async (job) => changes(job)}))
      expect([found, exitCode]).to.deep.equal([code, 1])
      expect(readdirSync(scratch.path)).to.deep.equal([])
    })
  }

  it('is none where the provider changes it while it checks it', async () => {
    const check: EccProvider['check'] = async ({image}) => {
      appendFileSync(image, 'x')
      return {state: 'intact', detail: 'all is well'}
    }
    expect((await failing(made({check}))).code).to.equal('ECC_FAILED')
    expect(readdirSync(scratch.path)).to.deep.equal([])
  })

  it('is refused before anything is written where the medium leaves no room, or what makes it is missing', async () => {
    const {message, exitCode, code} = await failing(made({}, 700))
    expect([code, exitCode]).to.deep.equal(['NO_ECC_ROOM', 2])
    expect(message).to.match(
      /^Beside the image of \d+ sectors, \d+ are left of the medium: room for [\d.]+ % /,
    )
    const version = async () => {
      throw new Error('install it')
    }
    expect((await failing(made({version}))).code).to.equal('NO_ECC')
    expect(existsSync(join(scratch.path, 'v.iso'))).to.equal(false)
  })
})

describe('room for error correction', () => {
  it('is as much as lets a useful one fit beside the largest image, and no less', async () => {
    const ecc = await mirror()
    fc.assert(
      fc.property(fc.integer({min: 0, max: 1_000_000}), (capacity) => {
        expect(largestImage(ecc, capacity)).to.equal(Math.floor(capacity / 2))
      }),
      {numRuns: 100},
    )
    expect(usefulRoom(ecc, 10, 20).sectors).to.equal(20)
    expect(() => usefulRoom(ecc, 11, 20)).to.throw(
      'room for 81.8 % of error correction. "mirror" wants at least 100 %.',
    )
  })

  it('is kept on each medium beside what is reserved', async () => {
    const ecc = await mirror()
    const kept = roomForEcc(ecc, TARGET, 0)
    expect(kept).to.deep.equal({name: 'mirror', leastPercent: 100, bytes: TARGET.capacityBytes / 2})
    const reserved = 1000 * 2048
    expect(roomForEcc(ecc, TARGET, reserved).bytes).to.equal((TARGET.capacityBytes - reserved) / 2)
    expect(() => roomForEcc(ecc, TARGET, TARGET.capacityBytes - 2048)).to.throw(
      /nothing is left of test-disc/,
    )
  })
})
