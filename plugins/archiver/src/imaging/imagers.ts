/** The programs that make images, and what each must be told: data, so that the next one is a row more. */
import {MediaStructError, type RawPath, toText, type VolumeTarget} from 'mediastruct'
import {takesFiles} from '../target-kind.ts'

export interface Imager {
  readonly name: string
  /** Package of Debian and Ubuntu that brings the program. */
  readonly debianPackage: string
  /** Which file system of its images is read back. */
  readonly fileSystem: 'udf' | 'iso9660'
  /** Prints the version. */
  readonly versionArguments: readonly string[]
  readonly versionPattern: RegExp
  /** Writes the image of a directory to stdout; symbolic links in it stand for what they lead to. */
  readonly arguments: (directory: string, label: string) => readonly string[]
  /** Prints how many sectors that image would have. */
  readonly sizeArguments: (directory: string, label: string) => readonly string[]
  readonly sizePattern: RegExp
  /** A name that an image would not hold as it is, as a sentence. */
  readonly nameProblem: (path: RawPath) => string | undefined
}

/**
 * Both a UDF 1.02 and an ISO 9660 file system over the same files, readable for everybody (`-r`): whoever holds the disc
 * is another user on another machine. Each name is a file of its own: two names of one
 * inode are written twice, as they were planned.
 */
const GENISOIMAGE_OPTIONS = [
  '-quiet',
  '-input-charset',
  'utf-8',
  '-iso-level',
  '3',
  '-allow-limited-size',
  '-udf',
  '-r',
  '-follow-links',
  '-no-cache-inodes',
]

/** In UDF, genisoimage writes "_" for these, and ends a name at a character beyond the first 65,536. */
const SPELLED_OTHERWISE = /[\u0001-\u001f\u007f*:;?\\]|[\u{10000}-\u{10ffff}]/u

const genisoimage: Imager = {
  name: 'genisoimage',
  debianPackage: 'genisoimage',
  fileSystem: 'udf',
  versionArguments: ['--version'],
  versionPattern: /genisoimage (\S+)/,
  arguments: (directory, label) => [...GENISOIMAGE_OPTIONS, '-V', label, directory],
  sizeArguments: (directory, label) => [...GENISOIMAGE_OPTIONS, '-V', label, '-print-size', directory],
  sizePattern: /^(\d+)$/m,
  nameProblem: (path) =>
    SPELLED_OTHERWISE.test(toText(path))
      ? `the UDF that genisoimage writes can't hold "${toText(path)}" under this name`
      : undefined,
}

const XORRISO_SEVERITY = ['-abort_on', 'FAILURE', '-report_about', 'SORRY', '-return_with', 'SORRY', '32']

/**
 * ISO 9660 with Rock Ridge, which holds any name, and Joliet for Windows. Without checksums of its own, whose room it does
 * not reckon right: the volume has better ones.
 */
const xorriso: Imager = {
  name: 'xorriso',
  debianPackage: 'xorriso',
  fileSystem: 'iso9660',
  versionArguments: ['-version'],
  versionPattern: /xorriso version\s*:\s*(\S+)/,
  arguments: (directory, label) => [...xorrisoImage(directory, label), '-commit'],
  sizeArguments: (directory, label) => [...xorrisoImage(directory, label), '-print_size', '-rollback_end'],
  sizePattern: /Image size\s*:\s*(\d+)s/,
  nameProblem: () => undefined,
}

function xorrisoImage(directory: string, label: string): string[] {
  const what = ['-follow', 'on', '-joliet', 'on', '-compliance', 'joliet_long_names', '-md5', 'off']
  // It takes stdout for the image only where that is said first.
  const readable = ['-chmod_r', 'a+r', '/', '--', '-find', '/', '-type', 'd', '-exec', 'chmod', 'a+x', '--']
  const tree = ['-map', directory, '/', ...readable]
  return ['-outdev', '-', ...XORRISO_SEVERITY, '-volid', label, ...what, ...tree]
}

const IMAGERS: readonly Imager[] = [genisoimage, xorriso]
export const IMAGER_NAMES: readonly string[] = IMAGERS.map(({name}) => name)

/**
 * The imager that is asked for, else the one of the target; where that can't hold a name, one that can.
 * @throws MediaStructError NO_IMAGER, BAD_NAME
 */
export function chooseImager(
  target: Pick<VolumeTarget, 'name' | 'imager'>,
  paths: Iterable<RawPath>,
  asked?: string,
): Imager {
  const first = imagerNamed(asked ?? target.imager, target)
  const all = [...paths]
  const problem = firstProblem(first, all)
  if (problem === undefined) return first
  const other = IMAGERS.find((imager) => firstProblem(imager, all) === undefined)
  if (asked === undefined && other) return other
  throw new MediaStructError('BAD_NAME', `No image was made: ${problem}.`, {
    hint: other ? `Let --imager ${other.name} make it.` : 'Give the file another name before it is archived.',
  })
}

function firstProblem(imager: Imager, paths: readonly RawPath[]): string | undefined {
  for (const path of paths) {
    const problem = imager.nameProblem(path)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** A medium of files has no image, unless one is asked for by name. @throws MediaStructError NO_IMAGER */
export function assertTakesImage(
  target: Pick<VolumeTarget, 'name' | 'imager' | 'writer'>,
  {id}: {readonly id: string},
  asked: string | undefined,
): void {
  if (asked !== undefined || !takesFiles(target)) return
  throw new MediaStructError(
    'NO_IMAGER',
    `The medium "${target.name}" takes no image, but files as they are.`,
    {
      hint: `Mount it and let its files be copied there: mediastruct volumes burn ${id} --device DIR --verify. For an image all the same, say --imager ${IMAGER_NAMES.join(' or --imager ')}.`,
    },
  )
}

function imagerNamed(name: string | undefined, target: Pick<VolumeTarget, 'name'>): Imager {
  const imager = IMAGERS.find((known) => known.name === name)
  if (imager) return imager
  const message =
    name === undefined
      ? `No image is made for the medium "${target.name}": its plugin names no imager.`
      : `"${name}" is no imager that MediaStruct knows how to use.`
  throw new MediaStructError('NO_IMAGER', message, {
    hint: `Say --imager ${IMAGER_NAMES.join(' or --imager ')}, or copy the volume's directory as it is.`,
  })
}
