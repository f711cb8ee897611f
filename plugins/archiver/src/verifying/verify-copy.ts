/** A copy is read and compared; and what was found is remembered. */
import {
  type Catalog,
  Copies,
  type CopyChange,
  forShell,
  type Host,
  interrupted,
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
import {imagesOf} from './images.ts'
import {type Medium, openMedium, smallFile} from './medium.ts'
import {type OnceOptions, placeOf} from './once.ts'
import {freeImageName} from './rebuild.ts'
import {assertNoLinks, assertOutside} from './staged.ts'
import type {Subset} from './subset.ts'
import {toldManifest} from './told-manifest.ts'
import {assertIsOf} from './which.ts'

export interface ReadOptions {
  readonly host: Host
  readonly catalog: Catalog
  readonly volume: VolumeRow
  readonly copy: string
  readonly from: RawPath
  /** Whether `from` is a drive, or a file in the place of one: discs come and go in it. */
  readonly isDrive: boolean
  readonly subset?: Subset | undefined
}

/** What was found on a copy. */
export interface ReadCopy extends Checked {
  readonly result: 'ok' | 'damaged'
  /** Whether files were read through a file system that the system mounted, not from the medium's sectors. */
  readonly isDirectory: boolean
  /** SHA-256 of the manifest on it, where the catalog doesn't know it, and the copy proves it. */
  readonly manifestSha256: string | undefined
}

export interface Verified extends ReadCopy {
  readonly change: CopyChange
}

/**
 * @throws MediaStructError IN_ARCHIVE, SAME_COPY, NO_SOURCE, NO_DISC, UNREADABLE_DISC, WRONG_DISC, INTERRUPTED: nothing is recorded then
 */
export async function readCopy(options: ReadOptions): Promise<ReadCopy> {
  const {catalog, volume, copy, from} = options
  const copies = new Copies(catalog.db)
  const known = new Volumes(catalog.db).all()
  await assertOutside(from, new Set(known.flatMap(({archive, path}) => [archive, path])))
  const medium = await openMedium(from).catch((error: unknown) => {
    throw copies.imageOf(volume, copy)?.ecc ? repairable(error, volume, from) : error
  })
  try {
    await placeOf(onceOf(options))
    assertNoLinks(medium, volume)
    const checked = await check(options, copies, medium)
    const isGood = checked.damaged.length === 0 && checked.problems.length === 0
    const isProof = isGood && (options.subset?.of ?? 1) === 1
    return {
      ...checked,
      result: isGood ? 'ok' : 'damaged',
      isDirectory: medium.sectors === undefined,
      manifestSha256: isProof ? await toldManifest(catalog, volume, medium) : undefined,
    }
  } finally {
    await medium.close()
  }
}

/**
 * @param options with a catalog that was opened for writing
 * @throws MediaStructError SAME_COPY: another run read the same file meanwhile
 */
export async function rememberReading(
  options: ReadOptions,
  read: ReadCopy,
  by: 'verify' | 'burn',
): Promise<Verified> {
  const {catalog, volume, copy, subset} = options
  const {result, sectors, files} = read
  const damaged = read.damaged.map(({path}) => path)
  const place = await placeOf(onceOf(options))
  const found = {result, sectors, files, subset, damaged, ...place}
  const change = catalog.transaction(() => {
    const checked = new Copies(catalog.db).checked(volume, copy, found, {by})
    if (read.manifestSha256 !== undefined) rememberManifest(catalog, volume, read.manifestSha256)
    return checked
  })
  return {...read, change}
}

function rememberManifest({db}: Catalog, key: VolumeRow, toldManifest: string): void {
  const volumes = new Volumes(db)
  const volume = volumes.get(key)
  if (volume) volumes.put({...volume, toldManifest})
}

function onceOf({catalog, volume, copy, from, isDrive}: ReadOptions): OnceOptions {
  return {db: catalog.db, volume, copy, from, isDrive}
}

async function check(
  {host, catalog, volume, copy, subset}: ReadOptions,
  copies: Copies,
  medium: Medium,
): Promise<Checked> {
  const expected = await expectedOf(catalog, volume, medium)
  const ids = new Set(new Volumes(catalog.db).all().map(({id}) => id))
  await assertIsOf(volume, medium, expected, ids)
  const {images, holds} = imagesOf(copies, volume, copy)
  const checked = await checkMedium({
    medium,
    expected,
    images,
    isOurs: holds === 'must' || (holds === 'should' && !(await isMadeByOthers(volume, medium))),
    isAllKnown: isOurs(volume),
    subset,
    signal: host.signal,
    progress: progressOf(host),
  })
  if (host.signal.aborted) throw notRecorded()
  return checked
}

/** The archive's directory, put on a medium as it is, has the tag manifest that it has there; no image of ours has. */
async function isMadeByOthers({own}: VolumeRow, medium: Medium): Promise<boolean> {
  const tags = await smallFile(medium, BAG_FILE.tagManifest)
  return tags !== undefined && recorded(own, BAG_FILE.tagManifest).includes(sha256Of(tags))
}

/** Its file system is gone, but what lies behind that may bring it back. */
function repairable(error: unknown, {id}: VolumeRow, from: RawPath): unknown {
  if (!(error instanceof MediaStructError) || error.code !== 'UNREADABLE_DISC') return error
  const command = `mediastruct volumes image ${id} -o ${freeImageName(id)} --from ${forShell(toText(from))}`
  return new MediaStructError(error.code, error.message, {
    hint: `Nothing was recorded. Images of ${id} carry error correction: if this is one, its copy may be repaired: ${command}`,
    exitCode: error.exitCode,
  })
}

export function notRecorded(): MediaStructError {
  return interrupted('nothing was recorded', 'The same command begins again; --subset reads a part.')
}
