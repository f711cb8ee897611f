/** Reads a copy and compares it with what was written. It goes on to the end, whatever it finds. */
import {createHash} from 'node:crypto'
import {createBlake3, type ImageFacts, messageOf, type Progress, type RawPath} from 'mediastruct'
import {BAG_FILE} from '../bag/model.ts'
import type {Expected} from './expected.ts'
import type {Medium, MediumFile} from './medium.ts'
import {compareSectors, type SectorCheck} from './sectors.ts'
import {filesOfPart, type Subset} from './subset.ts'

export interface Damage {
  /** Below the volume's root. */
  readonly path: RawPath
  /** As a sentence without its subject. */
  readonly message: string
  /** Path that the file had in the drop. */
  readonly original: RawPath | undefined
}

export interface Checked {
  /** The image that the medium holds, to the bit. */
  readonly image: ImageFacts | undefined
  /** Sectors that were read as such; undefined: files were. */
  readonly sectors: number | undefined
  /** Files that were read and compared. */
  readonly files: number
  /** Bytes of those. */
  readonly bytes: number
  /** Every one. */
  readonly damaged: readonly Damage[]
  /** What is wrong with the medium beside its files, as sentences without their subject. */
  readonly problems: readonly string[]
}

export interface CheckOptions {
  readonly medium: Medium
  readonly expected: ReadonlyMap<RawPath, Expected>
  /** Images of the volume that it may hold. */
  readonly images: readonly ImageFacts[]
  /** Whether it must hold one of them: there is no other that it can be of, and it was not made from the archive's directory. */
  readonly isOurs: boolean
  /** Whether everything that it may hold is known: else nothing is surplus. */
  readonly isAllKnown: boolean
  readonly subset: Subset | undefined
  readonly progress: (label: string, totalBytes: number) => Progress
  readonly signal: AbortSignal
}

/** What an interruption leaves of it is no check: the caller looks at the signal. */
export async function checkMedium(options: CheckOptions): Promise<Checked> {
  const {medium, expected, images, subset} = options
  const whole = medium.sectors && images.length > 0 && !subset ? await readSectors(options) : undefined
  const all = [...expected.keys()]
  if (whole?.image && medium.problems.length === 0) {
    // To the bit what was written, and every file of that was read back and compared when it was made.
    const present = medium.files.filter(({path}) => expected.has(path))
    if (present.length === all.length) return {...whole, ...sumOf(present), damaged: [], problems: []}
  }
  const files = await readFiles(options)
  return {...files, image: whole?.image, sectors: whole?.sectors, problems: problemsOf(options, whole)}
}

async function readSectors({
  medium,
  images,
  progress,
  signal,
}: CheckOptions): Promise<SectorCheck | undefined> {
  if (!medium.sectors) return undefined
  const longest = Math.max(...images.map(({sectors, sectorBytes}) => sectors * sectorBytes))
  const shown = progress('reading the sectors', longest)
  try {
    return await compareSectors(medium.sectors, images, {read: (bytes) => shown.add(0, bytes), signal})
  } finally {
    shown.end()
  }
}

/** Sectors beside the files count only where it is known what was written. */
function problemsOf({isOurs}: CheckOptions, whole: SectorCheck | undefined): string[] {
  if (!isOurs || !whole || whole.image) return []
  return [whole.problem ?? `its ${whole.sectors} sectors are not those of the image that was made`]
}

async function readFiles(options: CheckOptions): Promise<Pick<Checked, 'files' | 'bytes' | 'damaged'>> {
  const {medium, signal} = options
  const wanted = wantedFiles(options)
  const missing = new Map([...options.expected].filter(([path]) => wanted.has(path)))
  const damaged: Damage[] = []
  const read: MediumFile[] = []
  const toRead = medium.files.filter(({path}) => wanted.has(path))
  const shown = options.progress('reading the files', sumOf(toRead).bytes)
  try {
    for (const file of medium.files) {
      if (signal.aborted) break
      const {path, size} = file
      const should = missing.get(path)
      missing.delete(path)
      if (should) {
        const message = await differenceOf(file, should)
        if (message !== undefined) damaged.push({path, message, original: should.original})
        if (message !== undefined) shown.errors(1)
        shown.add(1, size)
        read.push(file)
      } else if (isSurplus(path, options)) {
        damaged.push({path, message: 'it should not be there', original: undefined})
      }
    }
  } finally {
    shown.end()
  }
  for (const {path, original} of missing.values()) damaged.push({path, message: 'it is missing', original})
  for (const {path, message} of medium.problems) damaged.push({path, message, original: undefined})
  return {...sumOf(read), damaged: inPathOrder(damaged)}
}

function wantedFiles({medium, expected, subset}: CheckOptions): ReadonlySet<RawPath> {
  const paths = [...expected.keys()]
  if (!subset) return new Set(paths)
  const onMedium = new Map(medium.files.map(({path, size}) => [path, size]))
  // What is recorded comes first: a damaged directory on the medium must not move the border between parts.
  return filesOfPart(paths, (path) => expected.get(path)?.size ?? onMedium.get(path) ?? 0, subset)
}

/** The marker of the archive's own directory may have been copied with it. */
function isSurplus(path: RawPath, {expected, isAllKnown}: CheckOptions): boolean {
  return isAllKnown && !expected.has(path) && path !== BAG_FILE.unburned
}

async function differenceOf(file: MediumFile, {size, hashes}: Expected): Promise<string | undefined> {
  if (size !== undefined && file.size !== size) return `it has ${file.size} bytes instead of ${size}`
  const sha256 = createHash('sha256')
  const blake3 = createBlake3()
  let bytes = 0
  try {
    for await (const chunk of file.read()) {
      bytes += chunk.length
      if (hashes?.sha256) sha256.update(chunk)
      else if (hashes?.blake3) blake3.update(chunk)
    }
  } catch (error) {
    return `it can't be read: ${messageOf(error)}`
  }
  if (bytes !== file.size) return `it ends after ${bytes} of ${file.size} bytes`
  if (!hashes) return undefined
  if (hashes.sha256) return hashes.sha256.includes(sha256.digest('hex')) ? undefined : 'its content differs'
  if (hashes.blake3 === undefined) return 'no hash of it is known to compare it with'
  return Buffer.from(blake3.digest()).toString('hex') === hashes.blake3 ? undefined : 'its content differs'
}

function inPathOrder(damaged: Damage[]): Damage[] {
  return damaged.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

function sumOf(files: readonly MediumFile[]): {files: number; bytes: number} {
  return {files: files.length, bytes: files.reduce((sum, {size}) => sum + size, 0)}
}
