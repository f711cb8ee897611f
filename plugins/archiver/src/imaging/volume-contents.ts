/** What is to be written of a volume: from its directory in the archive, or from copies of it. */
import {statSync} from 'node:fs'
import {
  type Catalog,
  Copies,
  EXIT,
  fromText,
  type Host,
  MediaStructError,
  type RawPath,
  type ScratchDirectory,
  toBytes,
  toldOfCopies,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {ARCHIVE_INDEX_ON_DISC, BAG_FILE} from '../bag/model.ts'
import {readVolumeIndex} from '../bag/read-index.ts'
import {discContents, tagManifests} from '../disc.ts'
import type {Difference} from './compare.ts'
import type {ImageContent} from './content.ts'
import {assertNotInterrupted} from './run.ts'
import {salvage} from './salvage.ts'
import {openSource, type Source} from './sources.ts'

export interface ContentsOptions {
  readonly host: Host
  /** Opened for writing. */
  readonly catalog: Catalog
  readonly volume: VolumeRow
  /** Whether the copy carries the index of the whole archive. */
  readonly archiveIndex: boolean
  /** Copies that the volume is put together from; none: its directory in the archive. */
  readonly from: readonly RawPath[]
}

/** Files that none of the copies could give: nothing can be written then. */
export interface Incomplete {
  readonly missing: readonly Difference[]
}

/** Where an image or a copy can't be made of them, and nothing else is to be told. */
export function missingFiles({missing}: Incomplete): MediaStructError {
  const files = missing.map(({path, message}) => `${toText(path)}: ${message}`)
  const lines = [...files.slice(0, 5), ...(files.length > 5 ? [`and ${files.length - 5} more`] : [])]
  return new MediaStructError(
    'INCOMPLETE',
    ['None of the copies has these as they were:', ...lines].join('\n  '),
    {
      hint: 'Nothing was written. Name more copies with --from.',
      exitCode: EXIT.findings,
    },
  )
}

/**
 * @param scratch takes what is written for this alone, and what lies in images
 * @throws MediaStructError OFFLINE, NOT_OURS, NO_SOURCE, NO_MANIFEST, INTERRUPTED
 */
export async function contentsOf(
  options: ContentsOptions,
  scratch: ScratchDirectory,
): Promise<{contents: ImageContent[]} | Incomplete> {
  return options.from.length === 0 ? await staged(options, scratch) : await salvaged(options, scratch)
}

async function staged(
  {catalog, volume, archiveIndex}: ContentsOptions,
  scratch: ScratchDirectory,
): Promise<{contents: ImageContent[]}> {
  if (!statSync(toBytes(volume.path), {throwIfNoEntry: false})) {
    throw new MediaStructError('OFFLINE', `${toText(volume.path)} is not there any more.`, {
      hint: 'Name copies of it that are good: --from DISC_IMAGE_OR_DIRECTORY',
    })
  }
  const entries = await readVolumeIndex(volume.path, volume.own[BAG_FILE.index])
  if (entries.size === 0) {
    throw new MediaStructError('NOT_OURS', `The index in ${toText(volume.path)} is not as it was written.`, {
      hint: 'While the volume is unburned, "mediastruct archive" writes it anew; else rebuild with --from.',
    })
  }
  const copies = new Copies(catalog.db)
  const contents = await discContents({
    catalog,
    volume,
    entries: [...entries.values()],
    told: (each) => toldOfCopies(copies, each),
    indexDirectory: archiveIndex ? fromText(scratch.path) : undefined,
  })
  return {contents}
}

async function salvaged(
  {host, volume, from, archiveIndex}: ContentsOptions,
  scratch: ScratchDirectory,
): Promise<{contents: ImageContent[]} | Incomplete> {
  const sources: Source[] = []
  const progress = host.reporter.progress('reading the copies')
  try {
    for (const path of from) sources.push(await openSource(path))
    const {contents, missing} = await salvage({
      sources,
      manifests: [volume.own[BAG_FILE.manifest] ?? []].flat(),
      scratch,
      taken: (bytes) => progress.add(1, bytes),
      signal: host.signal,
    })
    assertNotInterrupted(host.signal)
    if (missing.length > 0) return {missing}
    return {contents: await withTagManifests(contents, archiveIndex)}
  } finally {
    progress.end()
    for (const source of sources) await source.close()
  }
}

/** Manifests over tag files never list themselves: it is made anew, also for what is left out now. */
async function withTagManifests(
  contents: readonly ImageContent[],
  archiveIndex: boolean,
): Promise<ImageContent[]> {
  const kept = contents.filter(({path}) => archiveIndex || path !== ARCHIVE_INDEX_ON_DISC)
  const described = kept.filter(({path}) => !path.startsWith('data/'))
  return [...kept, ...(await tagManifests(described))]
}
