/** Archives that are filled as a run fills them, discs of them as directories, and catalogs that know nothing. */
import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {
  Copies,
  fromText,
  type Host,
  type ImageFacts,
  type ManifestAlgorithm,
  type RawPath,
  relativeTo,
  toBytes,
  toldOfCopies,
  toText,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {Catalog} from '../../../../src/catalog/catalog.ts'
import {createBlake3} from '../../../../src/hash/blake3.ts'
import {readVolumeIndex} from '../../src/bag/read-index.ts'
import {discContents} from '../../src/disc.ts'
import {finishVolume} from '../../src/finish.ts'
import {findIndexes} from '../../src/importing/source.ts'
import {type Taken, takeTold} from '../../src/importing/take.ts'
import {readTold} from '../../src/importing/told.ts'
import {readCopy, rememberReading, type Verified} from '../../src/verifying/verify-copy.ts'
import {TARGET} from '../fixtures.ts'
import {Scratch} from '../scratch.ts'

export const IMAGE: ImageFacts = {
  sha256: 'ab'.repeat(32),
  sectors: 1000,
  sectorBytes: 2048,
  imager: 'xorriso',
  version: '1.5.6',
}

const progress = {add: () => undefined, end: () => undefined, total: () => undefined, errors: () => undefined}

export class World {
  readonly scratch = new Scratch()
  readonly #open: Catalog[] = []
  #catalogs = 0

  at(...names: string[]): string {
    return join(this.scratch.path, ...names)
  }

  raw(...names: string[]): RawPath {
    return fromText(this.at(...names))
  }

  /** A catalog that knows nothing. */
  catalog(): Catalog {
    const catalog = Catalog.open(this.at(`catalog-${this.#catalogs++}.db`), 'write')
    this.#open.push(catalog)
    return catalog
  }

  /** Fills a volume with files by path below `data/`; each had another path before. */
  async fill(
    catalog: Catalog,
    archive: string,
    id: string,
    files: Readonly<Record<string, string>>,
    more: Partial<VolumeRow> = {},
    manifests: readonly ManifestAlgorithm[] = [],
  ): Promise<VolumeRow> {
    const volumes = new Volumes(catalog.db)
    const path = this.raw(archive, id)
    for (const [name, content] of Object.entries(files)) {
      const file = this.at(archive, id, 'data', name)
      mkdirSync(dirname(file), {recursive: true})
      writeFileSync(file, content)
      catalog.put({
        path: fromText(file),
        size: content.length,
        ...{mtimeNs: 1n, ctimeNs: 1n, inode: 1n},
        ...{hash: blake3(content), algorithm: 'blake3', offline: false},
        original: fromText(`/card/${name}`),
      })
    }
    const known = volumes.of(this.raw(archive)).find((volume) => volume.id === id)
    const context = {
      ...{catalog, volumes, targetOf: () => TARGET, manifests},
      ...{progress, failure: ({message}: {message: string}) => expectNone(message)},
    }
    const {volume} = await finishVolume(context, known ?? emptyVolume(this.raw(archive), id, path, more))
    if (!volume) throw new Error('nothing was filled')
    return volume
  }

  /** What a disc of the volume holds, in a directory. */
  async disc(
    catalog: Catalog,
    {archive, id}: VolumeRow,
    to: string,
    {archiveIndex = true} = {},
  ): Promise<string> {
    const volume = new Volumes(catalog.db).of(archive).find((known) => known.id === id)
    if (!volume) throw new Error(`no ${id}`)
    const entries = await readVolumeIndex(volume.path, volume.own['volume-index.json'])
    const scratch = this.raw(`index-of-${to}`)
    mkdirSync(toText(scratch))
    const contents = await discContents({
      ...{catalog, volume, entries: [...entries.values()]},
      told: (each) => toldOfCopies(new Copies(catalog.db), each),
      indexDirectory: archiveIndex ? scratch : undefined,
    })
    for (const {path, from} of contents) {
      const file = this.at(to, toText(path))
      mkdirSync(dirname(file), {recursive: true})
      if (typeof from === 'string') copyFileSync(toBytes(from), file)
      else writeFileSync(file, from)
    }
    return this.at(to)
  }

  /** @param archive that the config names */
  async import(
    catalog: Catalog,
    source: string,
    archive: string | null = 'arch',
    signal = new AbortController().signal,
  ): Promise<Taken> {
    const settings = {archive: archive === null ? undefined : this.raw(archive), drop: []}
    const host = {settings, signal, reporter: {progress: () => progress}} as unknown as Host
    const found = await findIndexes(this.raw(source), undefined, host)
    try {
      const told = await readTold(found, () => 777)
      return await takeTold(host, catalog, told, found.kind === 'archive')
    } finally {
      await found.close()
    }
  }

  /** Reads a disc and compares it with what is known. */
  async verify(catalog: Catalog, volume: VolumeRow, source: string, copy = 'a'): Promise<Verified> {
    const reporter = {progress: () => progress}
    const host = {signal: new AbortController().signal, reporter} as unknown as Host
    const reading = {host, catalog, volume, copy, from: this.raw(source), isDrive: false}
    return await rememberReading(reading, await readCopy(reading), 'verify')
  }

  /** All that a catalog knows of an archive, without what tells one catalog from another. */
  knows(catalog: Catalog, archive = 'arch') {
    const root = this.raw(archive)
    const copies = new Copies(catalog.db)
    return {
      files: [...catalog.filesUnder(root)].map(({path, hash, size, original, offline, told}) => {
        return {path: toText(relativeTo(root, path)), hash, size, original, offline, told: told ?? false}
      }),
      volumes: new Volumes(catalog.db).of(root),
      copies: new Volumes(catalog.db).of(root).map((volume) => copies.of(volume)),
      events: copies.events.all().map(({id, event, state}) => ({id, event, state})),
    }
  }

  remove(): void {
    for (const catalog of this.#open) catalog.close()
    this.scratch.remove()
  }
}

function emptyVolume(archive: RawPath, id: string, path: RawPath, more: Partial<VolumeRow>): VolumeRow {
  const numbers = {capacityBytes: 5_000_000, usedBytes: 0, payloadBytes: 0, files: 0}
  const nothing = {folders: [], filledBy: ['01RUN'], own: {}}
  return {id, archive, path, medium: 'test-disc', state: 'unburned', ...numbers, ...nothing, ...more}
}

function expectNone(message: string): never {
  throw new Error(message)
}

export function blake3(content: string): string {
  const hasher = createBlake3()
  hasher.update(Buffer.from(content))
  return Buffer.from(hasher.digest()).toString('hex')
}

export async function refusal(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'nothing was refused',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  )
}
