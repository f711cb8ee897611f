/**
 * Makes a volume's own files say what lies in it: after a run, after one that was killed, after an undo. It can be done
 * any number of times; whatever is as it should be stays.
 */
import {existsSync} from 'node:fs'
import {
  basename,
  type Catalog,
  type CatalogFile,
  dirname,
  type Failure,
  fileFailure,
  fromText,
  join,
  MANIFEST_ALGORITHMS,
  type ManifestAlgorithm,
  MediaStructError,
  type Progress,
  type RawPath,
  relativeTo,
  removeDebris,
  removeEmpty,
  removeOwnFile,
  toBytes,
  type VolumeRow,
  type Volumes,
  type VolumeTarget,
} from 'mediastruct'
import {checksumsOf} from './bag/checksums.ts'
import {BAG_FILE, type Bag, type BagEntry, manifestName, OWN_NAMES, tagManifestName} from './bag/model.ts'
import {readVolumeIndex} from './bag/read-index.ts'
import {bagFiles, writeBag} from './bag/write.ts'
import {filesOf, measure, payloadOf} from './contents.ts'
import {recordedHash} from './recorded.ts'

export interface FinishContext {
  readonly catalog: Catalog
  readonly volumes: Volumes
  /** Undefined where no plugin offers that medium any more. */
  readonly targetOf: (medium: string) => VolumeTarget | undefined
  /** Takes a file that could not be read: the volume's own files stay as they were then. */
  readonly failure: (failure: Failure) => void
  readonly progress: Progress
  /** Manifests that volumes get beside sha256. */
  readonly manifests?: readonly ManifestAlgorithm[] | undefined
}

export interface Finished {
  /** As it is now; none where nothing is in it any more. */
  readonly volume: VolumeRow | undefined
  /** Whether anything had to be written. */
  readonly changed: boolean
}

/** Whether a volume may still get or lose files, so that its own files may have to be written anew. */
export function mayChange(catalog: Catalog, volume: VolumeRow): boolean {
  if (volume.state !== 'unburned') return false
  return existsSync(toBytes(volume.path)) || filesOf(catalog, volume).next().done === true
}

/** @throws MediaStructError NOT_OURS where an own file was changed by someone else */
export async function finishVolume(context: FinishContext, volume: VolumeRow): Promise<Finished> {
  const {catalog, volumes} = context
  forgetOwnRows(catalog, volume)
  await removeOwnDebris(volume)
  const files = [...filesOf(catalog, volume)]
  if (files.length === 0) return await dissolveUnlessAwaiting(context, volume)
  const known = await readVolumeIndex(volume.path, volume.own[BAG_FILE.index])
  const manifests = manifestsFor(context, volume)
  const entries = await entriesOf({...context, manifests}, volume, files, known)
  const current = {...seen(volume, files), ...measured(context, volume, files), ...cameHow(volumes, volume)}
  if (entries === undefined) return {volume: current, changed: false}
  volumes.put(current)
  const isSame = known.size === entries.length && entries.every((entry) => known.get(entry.path) === entry)
  if (isSame && (await isIntact(volume, manifests))) return {volume: current, changed: false}
  const bag = {
    id: volume.id,
    medium: volume.medium,
    createdAt: new Date(),
    entries,
    manifests,
    parts: current.parts,
  }
  const own = await writeOwnFiles(volumes, current, bag)
  return {volume: {...current, own}, changed: true}
}

/** Of a run that was killed while it wrote them. */
async function removeOwnDebris({path}: VolumeRow): Promise<void> {
  if (!existsSync(toBytes(path))) return
  for (const name of OWN_NAMES) await removeDebris(join(path, fromText(name)))
}

/** What a crawl between two writings may have taken for payload. */
function forgetOwnRows(catalog: Catalog, {path}: VolumeRow): void {
  const own = new Set<string>(OWN_NAMES)
  for (const file of catalog.filesIn(path).values()) {
    if (own.has(basename(file.path))) catalog.remove(file.path)
  }
}

/** Whatever an index told of it: a crawl has read all of it since. */
function seen(volume: VolumeRow, files: readonly CatalogFile[]): VolumeRow {
  if (volume.told === undefined || files.some(({told}) => told)) return volume
  const {told: _, ...read} = volume
  return read
}

/** A figure that an imager gave for just this is not replaced by our bound. */
function measured(context: FinishContext, volume: VolumeRow, files: readonly CatalogFile[]) {
  const target = context.targetOf(volume.medium)
  const capacityBytes = target?.capacityBytes ?? volume.capacityBytes
  const now = measure(volume, files, target)
  const isAsItWas = now.files === volume.files && now.payloadBytes === volume.payloadBytes
  return {capacityBytes, ...now, ...(isAsItWas && volume.usedBytes > 0 && {usedBytes: volume.usedBytes})}
}

/** The catalog may know nothing of the runs that filled it: it was rebuilt since. */
function cameHow(
  volumes: Volumes,
  {path, filledBy, parts}: VolumeRow,
): Pick<VolumeRow, 'filledBy' | 'parts'> {
  const runs = volumes.fillersOf(path)
  const now = runs.length > 0 ? volumes.partsOf(path) : (parts ?? [])
  const isDivided = now.length > 0 || parts !== undefined
  return {filledBy: runs.length > 0 ? runs : filledBy, ...(isDivided && {parts: now})}
}

/** One entry a file; those that are known stay the same objects. None where a file could not be read. */
async function entriesOf(
  context: FinishContext,
  volume: VolumeRow,
  files: readonly CatalogFile[],
  known: ReadonlyMap<RawPath, BagEntry>,
): Promise<BagEntry[] | undefined> {
  const entries: BagEntry[] = []
  let failed = false
  for (const file of files) {
    try {
      const path = relativeTo(payloadOf(volume), file.path)
      entries.push(asKnown(known.get(path), file, context) ?? (await newEntry(context, path, file)))
    } catch (error) {
      if (error instanceof MediaStructError) throw error
      context.failure({path: file.path, ...fileFailure(error)})
      failed = true
    }
  }
  return failed ? undefined : entries
}

/** The entry, where it speaks of this very content. */
function asKnown(
  entry: BagEntry | undefined,
  {size, hash, algorithm, original}: CatalogFile,
  context: FinishContext,
) {
  if (entry === undefined || entry.size !== size || entry.original !== original) return undefined
  if (wantsSha512(context) && entry.sha512 === undefined) return undefined
  return algorithm !== 'blake3' || entry.blake3 === hash ? entry : undefined
}

async function newEntry(context: FinishContext, path: RawPath, file: CatalogFile): Promise<BagEntry> {
  const {size, sha256, sha512, blake3} = await checksumsOf(file.path, wantsSha512(context))
  const known = knownBlake3(context.volumes, file)
  if (size !== file.size || (known !== undefined && blake3 !== known)) throw readOtherwise()
  context.progress.add(1, size)
  return {path, size, sha256, sha512, blake3, original: file.original}
}

/** A manifest must not certify what a failing disk, or someone else, made of a file. */
function readOtherwise(): Error {
  const message = 'it is not read as it was when it was moved here; the next run reads it again'
  return Object.assign(new Error(message), {code: 'CHANGED'})
}

/** By the index, or as measured when the file was moved there. */
export function knownBlake3(volumes: Volumes, {path, hash, algorithm}: CatalogFile): string | undefined {
  return algorithm === 'blake3' ? hash : volumes.measuredBlake3(path)
}

/** Those that are asked for, and those that it has: none goes stale. */
export function manifestsFor(
  {manifests = []}: Pick<FinishContext, 'manifests'>,
  {own}: Pick<VolumeRow, 'own'>,
): ManifestAlgorithm[] {
  return MANIFEST_ALGORITHMS.filter(
    (algorithm) => algorithm === 'sha256' || manifests.includes(algorithm) || manifestName(algorithm) in own,
  )
}

function wantsSha512({manifests = []}: Pick<FinishContext, 'manifests'>): boolean {
  return manifests.includes('sha512')
}

async function isIntact({path, own}: VolumeRow, manifests: readonly ManifestAlgorithm[]): Promise<boolean> {
  const lists = manifests.flatMap((algorithm) => [manifestName(algorithm), tagManifestName(algorithm)])
  for (const name of [...Object.values(BAG_FILE), ...lists]) {
    const recorded = own[name]
    if (typeof recorded !== 'string') return false
    if ((await recordedHash(join(path, fromText(name)), recorded)) === undefined) return false
  }
  return true
}

/** The new hashes are remembered beside the present ones before anything is replaced: a kill leaves nothing unknown. */
async function writeOwnFiles(volumes: Volumes, volume: VolumeRow, bag: Bag): Promise<Record<string, string>> {
  const replaces: Record<string, string> = {}
  const announced: Record<string, string[]> = {}
  for (const {name, sha256} of bagFiles(bag)) {
    const present = await recordedHash(join(volume.path, fromText(name)), volume.own[name])
    if (present !== undefined) replaces[name] = present
    announced[name] = present === undefined ? [sha256] : [present, sha256]
  }
  volumes.put({...volume, own: announced})
  const own = await writeBag({directory: volume.path, replaces, ...bag})
  volumes.put({...volume, own})
  return own
}

/** What is on its way into a volume will want it when recovery brings it there. */
async function dissolveUnlessAwaiting(context: FinishContext, volume: VolumeRow): Promise<Finished> {
  if (context.volumes.isAwaiting(volume.path)) return {volume: undefined, changed: false}
  return await dissolve(context, volume)
}

/** Everything was taken back: our own files go, and what directories are empty; the number is free again. */
async function dissolve({catalog, volumes}: FinishContext, volume: VolumeRow): Promise<Finished> {
  for (const [name, recorded] of Object.entries(volume.own)) {
    const file = join(volume.path, fromText(name))
    const present = await recordedHash(file, recorded)
    if (present !== undefined) await removeOwnFile(file, present)
  }
  await removeEmpty(directoriesOf(catalog, volume.path))
  volumes.remove(volume)
  return {volume: undefined, changed: true}
}

/** The volume's directory, and those below it that the index knows with all between. */
function directoriesOf(catalog: Catalog, root: RawPath): Set<RawPath> {
  const directories = new Set<RawPath>([root, join(root, 'data' as RawPath)])
  for (const known of catalog.directoriesUnder(root)) {
    for (let path = known; path !== root; path = dirname(path)) directories.add(path)
  }
  return directories
}
