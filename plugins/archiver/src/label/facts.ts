/** What a label tells of a volume, or of one copy of it: plain data, all of it from the catalog, wherever the volume is now. */
import {
  type Catalog,
  Copies,
  type CopyRow,
  type DateSpan,
  dateOfFolder,
  isWritten,
  type RawPath,
  type VolumeKey,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {BAG_FILE} from '../bag/model.ts'
import type {FolderPart} from '../folder-part.ts'
import {isForeign} from '../foreign.ts'

export interface LabelledCopy {
  readonly copy: CopyRow
  /** ms since 1970; undefined: it is not known to be written. */
  readonly burnedMs: number | undefined
}

export interface LabelFacts {
  /** `MS-0001`, or `MS-0001/a`. */
  readonly name: string
  readonly volume: VolumeRow
  /** What the medium is, in words; undefined where no plugin offers it any more. */
  readonly medium: string | undefined
  /** First and last day that its folders spell. */
  readonly dates: DateSpan | undefined
  /** Folders that spell none. */
  readonly undated: readonly RawPath[]
  readonly parts: readonly FolderPart[]
  /** The one that the label is for, else all that something was done for. */
  readonly copies: readonly LabelledCopy[]
  /** SHA-256 of `manifest-sha256.txt`, lower-case hex; undefined where the catalog doesn't know it. */
  readonly manifestSha256: string | undefined
  /** More may still be put into it, which makes another manifest. */
  readonly isOpen: boolean
  /** Others made it: it has no manifest. */
  readonly isForeign: boolean
}

/** @param copy its name; undefined: the label is for any copy */
export function labelFacts(
  {db}: Catalog,
  volume: VolumeRow,
  copy: string | undefined,
  medium: string | undefined,
): LabelFacts {
  const copies = new Copies(db)
  const shown = copy === undefined ? copies.of(volume) : [copies.get(volume, copy)]
  const spans = volume.folders.map((folder) => ({folder, span: dateOfFolder(folder)}))
  const {state = volume.state} = new Volumes(db).get(volume) ?? {}
  const manifest = volume.own[BAG_FILE.manifest] ?? volume.toldManifest
  return {
    name: copy === undefined ? volume.id : `${volume.id}/${copy}`,
    volume,
    medium,
    dates: spans.reduce<DateSpan | undefined>((all, {span}) => together(all, span), undefined),
    undated: spans.flatMap(({folder, span}) => (span ? [] : [folder])),
    parts: volume.parts ?? [],
    copies: shown.map((one) => ({copy: one, burnedMs: burnedMs(copies, volume, one.name)})),
    // Several while it is being rewritten: which of them it will be is not known.
    manifestSha256: typeof manifest === 'string' ? manifest : undefined,
    isOpen: state === 'unburned',
    isForeign: isForeign(copies, volume),
  }
}

function together(all: DateSpan | undefined, one: DateSpan | undefined): DateSpan | undefined {
  if (!all || !one) return all ?? one
  return {
    first: all.first < one.first ? all.first : one.first,
    last: all.last > one.last ? all.last : one.last,
  }
}

/**
 * When the medium that bears this name now was written: what is said again of it later tells of no other medium. When one
 * that others made came in says nothing of it.
 */
function burnedMs(copies: Copies, volume: VolumeKey, name: string): number | undefined {
  let [at, isBurned]: [number | undefined, boolean] = [undefined, false]
  for (const {copy, event, state, atMs, by} of copies.events.of(volume)) {
    if (copy !== name) continue
    if (event === 'burned' && !isBurned) at = by === 'add' ? undefined : atMs
    isBurned = isWritten(state)
  }
  return at
}

/** What the code on the label says: whose manifest it is, and its hash. */
export function qrText({
  name,
  manifestSha256,
}: Pick<LabelFacts, 'name' | 'manifestSha256'>): string | undefined {
  return manifestSha256 === undefined ? undefined : `${name} ${BAG_FILE.manifest} sha256 ${manifestSha256}`
}
