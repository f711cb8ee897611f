/** The trees that are measured on, as plans: which files, how big, of what content. One seed, one tree, everywhere. */
import {logNormal, numbersFrom} from './random.ts'

const KIB = 1024
const MIB = 1024 * KIB

export interface PlannedFile {
  /** Below the tree, with slashes; plain ASCII. */
  readonly path: string
  /** Bytes; of a JPEG, those of its picture. */
  readonly size: number
  /** Files of one seed and size are equal. */
  readonly seed: number
  /** Wall clock of a JPEG with EXIF: `2024-05-04T10:20:30`; other files are plain bytes. */
  readonly taken?: string
}

export interface Tree {
  readonly about: string
  /** @param scale share of the files, in (0, 1] */
  files(scale: number): Iterable<PlannedFile>
}

export const TREES = {
  big: {about: '200 files of 20 MiB', files: (scale) => evenTree(scale, 200, 50, () => 20 * MIB)},
  small: {about: '100,000 files of 4 to 16 KiB', files: small},
  photos: {about: '20,000 files, log-normal around 60 KB, a fifth duplicates', files: photos(20_000)},
  'photos-200k': {
    about: '200,000 files, log-normal around 60 KB, a fifth duplicates',
    files: photos(200_000),
  },
  'quarter-million': {about: '250,000 tiny files in 250 directories', files: tiny(250_000, 1000)},
  million: {about: '1,000,000 tiny files in 1,000 directories', files: tiny(1_000_000, 1000)},
  'million-4': {about: '4,000,000 tiny files in 4,000 directories', files: tiny(4_000_000, 1000)},
  flat: {about: '300,000 tiny files in one directory', files: tiny(300_000, 300_000)},
  deep: {about: 'a path of 400 levels, a file on each', files: deep},
  jpegs: {about: '5,000 JPEGs of 200 KiB with EXIF', files: jpegs},
  duplicates: {about: '10,000 files of 200 KiB in a master, and all of them again', files: duplicates},
} as const satisfies Record<string, Tree>

export type TreeName = keyof typeof TREES

function* evenTree(
  scale: number,
  files: number,
  perDirectory: number,
  sizeOf: (index: number) => number,
): Generator<PlannedFile> {
  for (let index = 0; index < scaled(files, scale); index++) {
    const path = `${directoryName(index, perDirectory)}/${fileName(index)}.bin`
    yield {path, size: sizeOf(index), seed: index}
  }
}

function small(scale: number): Iterable<PlannedFile> {
  const next = numbersFrom(1)
  return evenTree(scale, 100_000, 500, () => Math.round((4 + 12 * next()) * KIB))
}

function tiny(files: number, perDirectory: number): Tree['files'] {
  return (scale) => {
    const next = numbersFrom(2)
    return evenTree(scale, files, perDirectory, () => 16 + Math.floor(240 * next()))
  }
}

/** Spread and limit keep the 200,000 below 15 GB: more than that is not warm in the memory of many machines. */
const PHOTO = {median: 60_000, sigma: 0.6, most: MIB}

/** Every fifth file is another name of the content of an earlier one, as on a backup of a backup. */
function photos(files: number): Tree['files'] {
  return function* (scale) {
    const next = numbersFrom(3)
    const originals: {size: number; seed: number}[] = []
    for (let index = 0; index < scaled(files, scale); index++) {
      const size = logNormal(next, PHOTO.median, PHOTO.sigma, PHOTO.most)
      const earlier = index % 5 === 4 ? originals[Math.floor(next() * originals.length)] : undefined
      const content = earlier ?? {size, seed: index}
      if (!earlier) originals.push(content)
      yield {path: `${directoryName(index, 200)}/${fileName(index)}.jpg`, ...content}
    }
  }
}

const LEVELS = 400

/** Its levels stay whatever the scale: the depth is what is measured, and there is little else. */
function* deep(): Generator<PlannedFile> {
  let directory = ''
  for (let level = 0; level < LEVELS; level++) {
    directory += `${String(level).padStart(3, '0')}/`
    yield {path: `${directory}file.bin`, size: 4 * KIB, seed: level}
  }
}

/** A picture every seven minutes over some days, as a card brings them. */
function* jpegs(scale: number): Generator<PlannedFile> {
  const first = Date.UTC(2024, 4, 4)
  for (let index = 0; index < scaled(5000, scale); index++) {
    const taken = new Date(first + index * 7 * 60_000).toISOString().slice(0, 19)
    yield {
      path: `DCIM/${directoryName(index, 500)}/${fileName(index)}.JPG`,
      size: 200 * KIB,
      seed: index,
      taken,
    }
  }
}

function* duplicates(scale: number): Generator<PlannedFile> {
  for (const root of ['master', 'tree']) {
    for (const file of evenTree(scale, 10_000, 100, () => 200 * KIB))
      yield {...file, path: `${root}/${file.path}`}
  }
}

function scaled(files: number, scale: number): number {
  return Math.max(1, Math.round(files * scale))
}

function directoryName(index: number, perDirectory: number): string {
  return `d${String(Math.floor(index / perDirectory)).padStart(5, '0')}`
}

function fileName(index: number): string {
  return `IMG_${String(index).padStart(7, '0')}`
}
