/** A provider that any machine has: each sector once more behind the image. It can be told to misbehave. */
import {appendFileSync, readFileSync, writeFileSync} from 'node:fs'
import {chooseEcc, type Ecc, type EccProvider, type EccState, type Registry} from 'mediastruct'

const SECTOR = 2048
const LEAST = 100

const MIRROR: EccProvider = {
  name: 'mirror',
  description: 'each sector twice',
  room(imageSectors, capacitySectors) {
    const fits = imageSectors > 0 && 2 * imageSectors <= capacitySectors
    const free = Math.max(0, capacitySectors - imageSectors)
    if (fits) return {sectors: 2 * imageSectors, redundancyPercent: 100, leastPercent: LEAST}
    if (free === 0 || imageSectors === 0)
      return {sectors: imageSectors, redundancyPercent: 0, leastPercent: LEAST}
    return {sectors: capacitySectors, redundancyPercent: (100 * free) / imageSectors, leastPercent: LEAST}
  },
  version: async () => '1.0',
  async protect({image}) {
    appendFileSync(image, readFileSync(image))
  },
  check: async ({image}) => stateOf(readFileSync(image)),
  async repair({image}) {
    const bytes = readFileSync(image)
    const half = bytes.length / 2
    for (let at = 0; at < half; at += SECTOR) {
      const [front, back] = [bytes.subarray(at, at + SECTOR), bytes.subarray(half + at, half + at + SECTOR)]
      if (isLost(front)) front.set(back)
      else if (isLost(back)) back.set(front)
    }
    writeFileSync(image, bytes)
    return stateOf(bytes)
  },
  standIn: () => Buffer.alloc(SECTOR, 'lost '),
}

function isLost(sector: Buffer): boolean {
  return sector.every((byte) => byte === 0) || sector.equals(Buffer.alloc(SECTOR, 'lost '))
}

function stateOf(bytes: Buffer): EccState {
  const half = bytes.length / 2
  const whole = bytes.subarray(0, half).equals(bytes.subarray(half))
  return whole
    ? {state: 'intact', detail: 'both halves are alike'}
    : {state: 'damaged', detail: 'they differ'}
}

/** As the host hands it out. @param changes of what it does */
export async function mirror(changes: Partial<EccProvider> = {}): Promise<Ecc> {
  const provider = {...MIRROR, ...changes}
  const registry = {
    has: () => true,
    names: () => ['mirror'],
    taps: [{hook: 'ecc', name: 'mirror', plugin: 'mirrors', from: 'config'}],
    turnedOff: {taps: [], file: ''},
    hooks: {ecc: {for: () => ({promise: async () => provider})}},
  } as unknown as Registry
  const ecc = await chooseEcc(registry, 'mirror')
  if (!ecc) throw new Error('none was chosen')
  return ecc
}
