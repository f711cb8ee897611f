/** A copy is read, compared, and what was found is remembered. */
import {
  type Catalog,
  Copies,
  type CopyChange,
  EXIT,
  forShell,
  type Host,
  type ImageFacts,
  MediaStructError,
  type RawPath,
  toText,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {sha256Of} from '../bag/checksums.ts'
import {BAG_FILE} from '../bag/model.ts'
import {progressOf} from '../progress.ts'
import {type Checked, checkMedium} from './check.ts'
import {expectedOf, isOurs, recorded} from './expected.ts'
import {type Medium, openMedium, smallFile} from './medium.ts'
import {placeOfCopy} from './once.ts'
import {assertNoLinks, assertOutside} from './staged.ts'
import type {Subset} from './subset.ts'
import {assertIsOf} from './which.ts'

export interface VerifyOptions {
  readonly host: Host
  /** Opened for writing. */
  readonly catalog: Catalog
  readonly volume: VolumeRow
  readonly copy: string
  readonly from: RawPath
  /** Whether `from` is a drive, or a file in the place of one: discs come and go in it. */
  readonly isDrive: boolean
  readonly subset?: Subset | undefined
  readonly by: 'verify' | 'burn'
}

export interface Verified extends Checked {
  readonly result: 'ok' | 'damaged'
  /** Whether files were read through a file system that the system mounted, not from the medium's sectors. */
  readonly isDirectory: boolean
  readonly change: CopyChange
}

/**
 * @throws MediaStructError IN_ARCHIVE, SAME_COPY, NO_SOURCE, NO_DISC, UNREADABLE_DISC, WRONG_DISC, INTERRUPTED: nothing is recorded then
 */
export async function verifyCopy(options: VerifyOptions): Promise<Verified> {
  const {catalog, volume, copy, from, subset, isDrive, by} = options
  const copies = new Copies(catalog.db)
  const known = new Volumes(catalog.db).all()
  await assertOutside(from, new Set(known.flatMap(({archive, path}) => [archive, path])))
  const medium = await openMedium(from).catch((error: unknown) => {
    throw copies.imageOf(volume, copy)?.ecc ? repairable(error, volume, from) : error
  })
  try {
    const place = await placeOfCopy({db: catalog.db, volume, copy, from, isDrive})
    assertNoLinks(medium, volume)
    const checked = await check(options, copies, medium)
    const isGood = checked.damaged.length === 0 && checked.problems.length === 0
    const result = isGood ? 'ok' : 'damaged'
    const {sectors, files} = checked
    const damaged = checked.damaged.map(({path}) => path)
    const change = copies.checked(volume, copy, {result, sectors, files, subset, damaged, ...place}, {by})
    return {...checked, result, isDirectory: medium.sectors === undefined, change}
  } finally {
    await medium.close()
  }
}

async function check(
  {host, catalog, volume, copy, subset}: VerifyOptions,
  copies: Copies,
  medium: Medium,
): Promise<Checked> {
  const expected = await expectedOf(catalog, volume, medium)
  const ids = new Set(new Volumes(catalog.db).all().map(({id}) => id))
  await assertIsOf(volume, medium, expected, ids)
  const images = imagesOf(copies, volume, copy)
  const checked = await checkMedium({
    medium,
    expected,
    images: images.all,
    isOurs: images.isWritten || !(await isMadeByOthers(volume, medium)),
    isAllKnown: isOurs(volume),
    subset,
    signal: host.signal,
    progress: progressOf(host),
  })
  if (host.signal.aborted) throw interrupted()
  return checked
}

/** The image that we wrote to the copy; else all that we ever made, for others may have written one of them. */
function imagesOf(
  copies: Copies,
  volume: VolumeRow,
  copy: string,
): {all: readonly ImageFacts[]; isWritten: boolean} {
  const events = copies.events.of(volume).filter(({adopted}) => !adopted)
  const all = events.flatMap(({image}) => (image ? [image] : []))
  const burned = events.findLast((event) => event.copy === copy && event.event === 'burned')?.burnedImage
  const written = all.filter(({sha256}) => sha256 === burned)
  return written.length > 0 ? {all: written, isWritten: true} : {all, isWritten: false}
}

/** The archive's directory, put on a medium as it is, has the tag manifest that it has there; no image of ours has. */
async function isMadeByOthers({own}: VolumeRow, medium: Medium): Promise<boolean> {
  const tags = await smallFile(medium, BAG_FILE.tagManifest)
  return tags !== undefined && recorded(own, BAG_FILE.tagManifest).includes(sha256Of(tags))
}

/** Its file system is gone, but what lies behind that may bring it back. */
function repairable(error: unknown, {id}: VolumeRow, from: RawPath): unknown {
  if (!(error instanceof MediaStructError) || error.code !== 'UNREADABLE_DISC') return error
  const command = `mediastruct volumes image ${id} -o ${id}.iso --from ${forShell(toText(from))}`
  return new MediaStructError(error.code, error.message, {
    hint: `Nothing was recorded. Images of ${id} carry error correction: if this is one, its copy may be repaired: ${command}`,
    exitCode: error.exitCode,
  })
}

function interrupted(): MediaStructError {
  return new MediaStructError('INTERRUPTED', 'It was interrupted; nothing was recorded.', {
    hint: 'The same command begins again; --subset reads a part.',
    exitCode: EXIT.interrupted,
  })
}
