/** `index import` of what a volume or an archive tells of itself. */
import {existsSync} from 'node:fs'
import {
  type Catalog,
  Copies,
  type CopyRow,
  chooseMedium,
  count,
  forShell,
  type Host,
  join,
  pathFields,
  printable,
  type RawPath,
  type Registry,
  toBytes,
  toText,
  Volumes,
} from 'mediastruct'
import {ARCHIVE_INDEX} from '../archive-index.ts'
import {type FoundIndexes, findIndexes} from './source.ts'
import {type Taken, type TakenVolume, takeTold} from './take.ts'
import {readTold} from './told.ts'

/**
 * @param to the archive that the volumes are of
 * @returns the command's document
 * @throws MediaStructError of every kind that stands in the way: nothing was taken in then
 */
export async function importIndex(host: Host, source: RawPath, to: RawPath | undefined): Promise<object> {
  const found = await findIndexes(source, to, host)
  try {
    const registry = await host.plugins()
    const told = await readTold(found, (medium) => capacityOf(registry, medium))
    const catalog = await host.catalog('write')
    const taken = await takeTold(host, catalog, told, found.kind === 'archive')
    if (!host.reporter.json)
      print(host, source, found, taken, {
        where: whichArchive(host, catalog, found),
        copies: copiesOf(catalog, found),
      })
    return documentOf(found, taken)
  } finally {
    await found.close()
  }
}

/** 0 where no plugin offers that medium. */
function capacityOf(registry: Registry, medium: string): number {
  return registry.has('volumeTarget', medium) ? chooseMedium(registry, medium).capacityBytes : 0
}

function documentOf({archive}: FoundIndexes, {volumes, events, files, known, offline}: Taken): object {
  return {
    schema: 'mediastruct/index-import@1',
    ...{files, known, offline},
    ...pathFields('archive', archive),
    volumes: volumes.map(({row: {id}, attitude}) => ({id, was: attitude})),
    events,
  }
}

interface Further {
  /** What else there is to say of the next command. */
  readonly where: string
  /** Of the volume whose medium is at hand. */
  readonly copies: readonly CopyRow[]
}

function print({reporter}: Host, source: RawPath, found: FoundIndexes, taken: Taken, further: Further): void {
  const {where, copies} = further
  const {archive, kind} = found
  const {volumes, files, known, offline, events} = taken
  const came = volumes.filter(({attitude}) => attitude === 'new' || attitude === 'newer')
  reporter.print(
    `${count(volumes.length, 'volume')} of ${printable(toText(archive))}: ${came.length} new, ${count(events, 'event')} of their copies.`,
  )
  reporter.print(
    `${count(files, 'file')} taken in, ${offline} of them offline; ${count(known, 'was', 'were')} known.`,
  )
  if (came.length > 0)
    reporter.print('Told by an index, and not read again: that justifies no move, and makes nothing safe.')
  for (const volume of came.filter(isNowhere)) reporter.warn(nowhere(volume))
  const index = join(archive, ARCHIVE_INDEX)
  if (kind !== 'archive' && existsSync(toBytes(index)))
    reporter.print(
      `${toText(archive)} has an index of its own: mediastruct index import ${forShell(toText(archive))}`,
    )
  if (kind === 'archive')
    reporter.print('Copies and where they are kept are told by the discs: import the newest of them, too.')
  reporter.print(`Next${where}: ${nextFor(source, found, copies)}`)
  const line = whichCopy(found, copies)
  if (line !== undefined) reporter.print(line)
}

/** A copy is named without its archive: of two volumes with one id, the config says which is meant. */
function whichArchive(host: Host, catalog: Catalog, {archive, volume}: FoundIndexes): string {
  const namesakes = new Volumes(catalog.db).all().filter(({id}) => id === volume?.id)
  if (namesakes.length < 2 || host.settings.archive === archive) return ''
  return `, with "archive" in the config set to ${printable(toText(archive))}`
}

/** What is there is read again by a crawl; what is on discs alone, by reading those. */
function nextFor(source: RawPath, found: FoundIndexes, copies: readonly CopyRow[]): string {
  const {archive, kind} = found
  if (kind === 'archive') return `mediastruct crawl ${forShell(toText(archive))}`
  const volume = atHand(found)
  if (!volume) return 'mediastruct volumes verify ID/COPY --from DEVICE'
  const copy = copies.length > 1 ? 'COPY' : (copies[0]?.name ?? 'a')
  return `mediastruct volumes verify ${volume.id}/${copy} --from ${forShell(toText(source))}`
}

/** The volume whose medium was read. */
function atHand({kind, volume}: FoundIndexes): FoundIndexes['volume'] {
  return kind === 'medium' ? volume : undefined
}

function copiesOf(catalog: Catalog, found: FoundIndexes): CopyRow[] {
  const volume = atHand(found)
  return volume ? new Copies(catalog.db).of({archive: found.archive, id: volume.id}) : []
}

/** A medium doesn't say which copy it is: whoever has it in hand can tell. */
function whichCopy(found: FoundIndexes, copies: readonly CopyRow[]): string | undefined {
  const volume = atHand(found)
  const [only] = copies
  if (!volume || !only) return undefined
  const named = copies.map(({name, where}) =>
    where === undefined ? name : `${name} (kept: ${printable(where)})`,
  )
  if (copies.length > 1) return `COPY is what is written on it: ${named.join(', ')}, or another one.`
  return `The index tells of ${volume.id}/${named[0]}: if this is another copy, give it its own name.`
}

/** It was in the archive's directory alone when that was written, and is not there. */
function isNowhere({row, isOpen}: TakenVolume): boolean {
  return isOpen && row.files > 0 && !existsSync(toBytes(row.path))
}

function nowhere({row: {id, path, files}}: TakenVolume): string {
  return `${id} was on no disc yet when that was written: ${count(files, 'file')} of it were in ${toText(path)}, which is not there. A later disc may know more.`
}
