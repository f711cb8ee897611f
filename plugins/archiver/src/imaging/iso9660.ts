/** ISO 9660 with whatever tells the real names: Rock Ridge, else Joliet, else its own. Sections are of ECMA-119. */
import {BLOCK_BYTES, type Blocks} from './blocks.ts'
import {IsoDirectories, type Names} from './iso-directories.ts'
import {susp} from './rock-ridge.ts'
import type {ImageVolume} from './walk.ts'

/** Volume descriptors start here, one a block, until one of type 255 (6.7.1, 8.1.1). */
const FIRST_DESCRIPTOR = 16
const MOST_DESCRIPTORS = 64
const DESCRIPTOR = {primary: 1, supplementary: 2, terminator: 255} as const
/** UCS-2 by its escape sequences, at offset 88 of a supplementary descriptor (Joliet specification, 1995). */
const JOLIET = new Set(['%/@', '%/C', '%/E'])

/** The file system; undefined where there is none that can be read. */
export async function openIso9660(blocks: Blocks): Promise<ImageVolume | undefined> {
  try {
    const {primary, joliet} = await descriptorsOf(blocks)
    return primary && (await volumeOf(blocks, primary, joliet))
  } catch {
    return undefined
  }
}

interface Descriptors {
  primary?: Buffer
  joliet?: Buffer
}

async function descriptorsOf(blocks: Blocks): Promise<Descriptors> {
  const found: Descriptors = {}
  for (let index = 0; index < MOST_DESCRIPTORS; index++) {
    const descriptor = await blocks.read(FIRST_DESCRIPTOR + index, BLOCK_BYTES)
    if (descriptor.toString('latin1', 1, 6) !== 'CD001') break
    const type = descriptor[0]
    if (type === DESCRIPTOR.terminator) break
    if (type === DESCRIPTOR.primary) found.primary ??= descriptor
    const characters = descriptor.toString('latin1', 88, 91)
    if (type === DESCRIPTOR.supplementary && JOLIET.has(characters)) found.joliet ??= descriptor
  }
  return found
}

async function volumeOf(
  blocks: Blocks,
  primary: Buffer,
  joliet: Buffer | undefined,
): Promise<ImageVolume | undefined> {
  if (primary.readUInt16LE(128) !== BLOCK_BYTES) return undefined
  const {names, skip} = await namesOf(blocks, primary, joliet)
  const descriptor = names === 'joliet' && joliet ? joliet : primary
  const directories = new IsoDirectories(blocks, names, skip)
  return {
    fileSystem: 'iso9660',
    label: primary.toString('latin1', 40, 72).trimEnd(),
    sectors: primary.readUInt32LE(80),
    root: directories.root(descriptor.subarray(156, 190)),
    entries: (directory) => directories.entriesOf(directory),
  }
}

/** Rock Ridge says that it is there in the root's entry for itself (SUSP 5.3), and how much of each entry to skip. */
async function namesOf(
  blocks: Blocks,
  primary: Buffer,
  joliet: Buffer | undefined,
): Promise<{names: Names; skip: number}> {
  const root = await blocks.read(primary.readUInt32LE(156 + 2), BLOCK_BYTES)
  const self = root.subarray(34, root[0])
  const skip = self.toString('latin1', 0, 2) === 'SP' ? (self[6] ?? 0) : undefined
  if (skip !== undefined) {
    const fields = await susp(blocks, self)
    if (fields.some(({signature}) => signature === 'PX' || signature === 'RR'))
      return {names: 'rock-ridge', skip}
  }
  return {names: joliet ? 'joliet' : 'plain', skip: 0}
}
