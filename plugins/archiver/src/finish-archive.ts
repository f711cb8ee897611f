/** An archive's volumes and its index, brought in line with what lies in it. */
import {existsSync} from 'node:fs'
import {
  type Catalog,
  chooseMedium,
  errnoOf,
  type Failure,
  fileFailure,
  type Host,
  join,
  MediaStructError,
  OWN_DIRECTORY,
  type Progress,
  type RawPath,
  type Registry,
  relativeTo,
  removeDebris,
  toBytes,
  toText,
  type VolumeRow,
  Volumes,
  type VolumeTarget,
} from 'mediastruct'
import {ARCHIVE_INDEX, type ArchivedFile, writeArchiveIndex} from './archive-index.ts'
import {sha256IfThere} from './bag/checksums.ts'
import {filesOf, recordOf} from './contents.ts'
import {type FinishContext, finishVolume, knownBlake3, manifestsFor, mayChange} from './finish.ts'
import {namesOnDisk} from './ids.ts'
import {ImageSizes} from './image-size.ts'
import {indexOnDisc, unreadFilesOf} from './index-on-disc.ts'
import {recordedHash} from './recorded.ts'

/** Under this name the hash that the index is about to have is remembered, before it appears. */
const COMING_INDEX = '.index.json.part' as RawPath

interface FinishedVolumes {
  /** Those that something is in, of those that were asked for. */
  readonly volumes: VolumeRow[]
  readonly changed: boolean
}

export class ArchiveFinisher {
  readonly #host: Host
  readonly #catalog: Catalog
  readonly #volumes: Volumes
  readonly #archive: RawPath
  readonly #registry: Registry

  constructor(host: Host, catalog: Catalog, registry: Registry, archive: RawPath) {
    this.#host = host
    this.#catalog = catalog
    this.#volumes = new Volumes(catalog.db)
    this.#registry = registry
    this.#archive = archive
  }

  /**
   * Finishes what a killed run or an undo left behind: an archive is in order before something is added to it.
   * @returns whether anything had to be done
   * @throws MediaStructError NOT_OURS where the index, or a file of a volume's own, was changed by someone else
   */
  async reconcile(): Promise<boolean> {
    await this.#assertIndexIsOurs()
    const {changed, volumes} = await this.#finish(
      () => true,
      ({path, message}) => this.#host.reporter.warn(`${toText(path)}: ${message}`),
    )
    if (changed) {
      await this.#measure(volumes)
      await this.#writeIndex()
    }
    return changed
  }

  /** After files came or went: finishes the volumes of these ids, writes the index. What fails is listed. */
  async afterMoves(
    isMeant: (id: string) => boolean,
    failure: (failure: Failure) => void,
  ): Promise<VolumeRow[]> {
    try {
      const {volumes: finished} = await this.#finish(isMeant, failure)
      const volumes = await this.#measure(finished)
      await this.#writeIndex()
      await this.#rememberTree()
      return volumes
    } catch (error) {
      failure({path: this.#archive, ...fileFailure(error)})
      return []
    }
  }

  /** After a volume got another state: the index tells of it, where the archive and its index are there. */
  async refreshIndex(): Promise<void> {
    const [index] = this.#indexPaths()
    if (!existsSync(toBytes(index))) return
    await this.#assertIndexIsOurs()
    await this.#writeIndex()
  }

  async #finish(
    isMeant: (id: string) => boolean,
    failure: (failure: Failure) => void,
  ): Promise<FinishedVolumes> {
    const progress = this.#host.reporter.progress('checksums')
    const context = this.#context(failure, progress)
    const volumes: VolumeRow[] = []
    let changed = false
    try {
      for (const volume of this.#volumes.of(this.#archive)) {
        if (!isMeant(volume.id) || !mayChange(this.#catalog, volume)) continue
        const finished = await finishVolume(context, volume)
        if (finished.volume) volumes.push(finished.volume)
        changed ||= finished.changed
      }
    } finally {
      progress.end()
    }
    return {volumes, changed}
  }

  /** What the images will take, now that all volumes are as they should be. */
  async #measure(volumes: readonly VolumeRow[]): Promise<VolumeRow[]> {
    if (volumes.length === 0) return []
    const archiveIndex = indexOnDisc(this.#catalog, this.#archive)
    const measured: VolumeRow[] = []
    for (const volume of volumes) {
      const target = this.#targetOf(volume.medium)
      const {id, medium, parts} = volume
      const files = unreadFilesOf(this.#catalog, volume)
      const manifests = manifestsFor(this.#host.settings, volume)
      const sectors = await (target &&
        new ImageSizes(target).sectors({id, medium, files, archiveIndex, manifests, parts}))
      const usedBytes =
        target === undefined || sectors === undefined ? volume.usedBytes : sectors * target.sectorBytes
      measured.push({...volume, usedBytes})
      this.#volumes.put({...volume, usedBytes})
    }
    return measured
  }

  /** The target of a volume, where a plugin still offers it. */
  #targetOf(medium: string): VolumeTarget | undefined {
    return this.#registry.has('volumeTarget', medium) ? chooseMedium(this.#registry, medium) : undefined
  }

  /** @throws MediaStructError NOT_OURS */
  async #writeIndex(): Promise<void> {
    const [index, coming] = this.#indexPaths()
    const present = await this.#recordedIndex()
    const volumes = this.#volumes.of(this.#archive)
    if (present === undefined && volumes.length === 0) return
    if (present !== undefined) this.#catalog.recordOwn(index, present)
    const announce = (sha256: string) => this.#catalog.recordOwn(coming, sha256)
    const sha256 = await writeArchiveIndex(
      this.#archive,
      volumes.map(recordOf),
      this.#archivedFiles(volumes),
      {
        replaces: present,
        announce,
      },
    )
    this.#catalog.recordOwn(index, sha256)
  }

  /** The index knows all of an archive that only we filled; of any other, only a crawl can say that. */
  async #rememberTree(): Promise<void> {
    const [catalog, path] = [this.#catalog, this.#archive]
    const known = catalog.tree(path)
    if (known === undefined && !(await this.#holdsOnlyOurs())) return
    const {hash: algorithm} = this.#host.settings
    const crawled = known ?? {path, crawledMs: Date.now(), algorithm, errors: 0}
    catalog.putTree({...crawled, ...catalog.countUnder(path)})
  }

  async #holdsOnlyOurs(): Promise<boolean> {
    const ids = this.#volumes.of(this.#archive).map(({id}) => id)
    const ours = new Set([toText(OWN_DIRECTORY), toText(ARCHIVE_INDEX), ...ids])
    return (await namesOnDisk(this.#archive)).every((name) => ours.has(name))
  }

  #context(failure: (failure: Failure) => void, progress: Progress): FinishContext {
    return {
      catalog: this.#catalog,
      volumes: this.#volumes,
      targetOf: (medium) => this.#targetOf(medium),
      failure,
      progress,
      manifests: this.#host.settings.manifests,
    }
  }

  *#archivedFiles(volumes: readonly VolumeRow[]): Generator<ArchivedFile> {
    for (const volume of volumes) {
      for (const file of filesOf(this.#catalog, volume)) {
        const hash = knownBlake3(this.#volumes, file) ?? file.hash
        if (hash === undefined) continue
        yield {path: relativeTo(this.#archive, file.path), hash, size: file.size, volume: volume.id}
      }
    }
  }

  #indexPaths(): [index: RawPath, coming: RawPath] {
    return [join(this.#archive, ARCHIVE_INDEX), join(this.#archive, COMING_INDEX)]
  }

  /** SHA-256 of the index, where it is one that we wrote. */
  async #recordedIndex(): Promise<string | undefined> {
    const [index, coming] = this.#indexPaths()
    const recorded = [this.#catalog.ownHash(index), this.#catalog.ownHash(coming)]
    return await recordedHash(
      index,
      recorded.filter((hash) => hash !== undefined),
    )
  }

  async #assertIndexIsOurs(): Promise<void> {
    const [index] = this.#indexPaths()
    if (existsSync(toBytes(this.#archive))) await removeDebris(index)
    const present = await sha256IfThere(index).catch((error: unknown) => errnoOf(error) ?? 'EUNKNOWN')
    if (present === undefined || present === (await this.#recordedIndex())) return
    throw new MediaStructError('NOT_OURS', `This catalog knows nothing of ${toText(index)} as it is.`, {
      hint: 'Move it out of the way, run "mediastruct crawl" on the archive, and archive again: it is written anew.',
    })
  }
}
