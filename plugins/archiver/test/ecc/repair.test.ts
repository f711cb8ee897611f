import {closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {type Ecc, fromText, type ImageFacts, makeScratch, type Progress, toText} from 'mediastruct'
import {repairedCopy} from '../../src/ecc/repair.ts'
import {vitalOf} from '../../src/ecc/vital.ts'
import {Scratch} from '../scratch.ts'
import {mirror} from './mirror.ts'

const SECTOR = 2048
const progress = (): Progress => ({add() {}, errors() {}, end() {}, total() {}}) as unknown as Progress

describe('a copy of a damaged image', () => {
  let scratch: Scratch
  const at = (name: string) => join(scratch.path, name)
  /** Ten sectors, and as many behind them. */
  const good = Buffer.concat(
    Array.from({length: 20}, (_, sector) => Buffer.alloc(SECTOR, `sector ${sector % 10} `)),
  )
  const facts: ImageFacts = {sha256: '', sectors: 20, sectorBytes: SECTOR, imager: 'x', version: '1'}

  const carried = {name: 'mirror', version: '1', imageSectors: 10, redundancyPercent: 100}

  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  function damaged(name: string, ...sectors: number[]): void {
    writeFileSync(at(name), good)
    const file = openSync(at(name), 'r+')
    for (const sector of sectors) writeSync(file, Buffer.alloc(SECTOR), 0, SECTOR, sector * SECTOR)
    closeSync(file)
  }

  async function repairing(ecc: Ecc, images: readonly ImageFacts[] = []) {
    const own = makeScratch(scratch.path)
    const before = readFileSync(at('disc.iso'))
    const signal = new AbortController().signal
    const found = await repairedCopy(fromText(at('disc.iso')), 0, {
      eccs: [ecc],
      scratch: own,
      images,
      failed: () => {},
      progress,
      signal,
    })
    expect(readFileSync(at('disc.iso')).equals(before), 'the image itself stays as it is').to.equal(true)
    return {found, bytes: found && readFileSync(toText(found.repaired)), left: readdirSync(own.path)}
  }

  it('is repaired, and the image is not touched', async () => {
    damaged('disc.iso', 2, 3, 14)
    const {found, bytes} = await repairing(await mirror())
    expect(found).to.include({ecc: 'mirror', state: 'intact', detail: 'both halves are alike'})
    expect(bytes?.equals(good)).to.equal(true)
  })

  it('is as long as the images of the volume are at most: a drive reads on behind', async () => {
    damaged('disc.iso', 2)
    writeFileSync(at('disc.iso'), Buffer.alloc(7 * SECTOR, 7), {flag: 'a'})
    const images = [
      {...facts, sectors: 5},
      {...facts, ecc: carried},
    ]
    const {bytes} = await repairing(await mirror(), images)
    expect(bytes?.equals(good)).to.equal(true)
    damaged('disc.iso', 2)
    const others = await repairing(await mirror(), [{...facts, sectors: 5}])
    expect(others.bytes?.equals(good), 'the image that it was made from may not be known').to.equal(true)
  })

  it('is what it can be where not all of it can be repaired', async () => {
    damaged('disc.iso', 5)
    const file = openSync(at('disc.iso'), 'r+')
    writeSync(file, Buffer.alloc(SECTOR, 0xee), 0, SECTOR, 2 * SECTOR)
    closeSync(file)
    const {found, bytes} = await repairing(await mirror())
    expect(found?.state).to.equal('damaged')
    expect(bytes?.subarray(5 * SECTOR, 6 * SECTOR).equals(good.subarray(5 * SECTOR, 6 * SECTOR))).to.equal(
      true,
    )
  })

  it('goes where nothing is recognized, and gets back the sectors that something is recognized by', async () => {
    const repair = (await mirror()).repair
    const recognizing: Ecc['repair'] = async (job) => {
      const isThere = readFileSync(job.image).subarray(0, 8).toString() === 'sector 0'
      return isThere ? await repair.call(await mirror(), job) : {state: 'none', detail: 'nothing'}
    }
    const ecc = await mirror({vitalSectors: [0], repair: recognizing})
    damaged('whole.iso')
    const vital = await vitalOf(fromText(at('whole.iso')), ecc.vitalSectors)
    damaged('disc.iso', 0, 3)
    const broken = [{sector: 0, packed: 'AAAA'}]
    for (const images of [
      [],
      [facts],
      [{...facts, ecc: {...carried, vital: broken}}],
      [{...facts, ecc: {...carried, name: 'x', vital}}],
    ]) {
      const {found, left} = await repairing(ecc, images)
      expect([found, left]).to.deep.equal([undefined, []])
    }
    const {found, bytes} = await repairing(ecc, [
      facts,
      {...facts, ecc: {...carried, vital: broken}},
      {...facts, ecc: {...carried, vital}},
    ])
    expect([found?.state, bytes?.equals(good)]).to.deep.equal(['intact', true])
  })
})
