/** What happened to volumes as plain data: shown, written into indexes, and read from them again. */
import {MediaStructError} from '../errors.ts'
import {fromBytes, fromText, pathFields, type RawPath} from '../paths/bytes.ts'
import type {Copies} from './copies.ts'
import {ulid} from './ulid.ts'
import type {CopyCheck, ImageFacts, VolumeEventRow, VolumeKey} from './volume-events.ts'

/** As `history --events` shows it. */
export function volumeEventFields(event: VolumeEventRow): object {
  const {archive, adopted} = event
  return {...toldFields(event), ...pathFields('archive', archive), adopted}
}

/**
 * All that is known of a volume's copies, for an index that outlives the catalog. Nothing in it tells of this machine.
 * @returns copies by name; events, oldest first
 */
export function toldOfCopies(copies: Copies, volume: VolumeKey): {copies: object[]; events: object[]} {
  return {
    copies: copies.of(volume).map((copy) => copyFields(copies, volume, copy.name)),
    events: copies.events.of(volume).map(({image, ...event}) => {
      const {file: _, ...facts} = image ?? {}
      return toldFields({...event, ...(image && {image: facts as ImageFacts})})
    }),
  }
}

/** A copy as documents and indexes show it. */
export function copyFields(copies: Copies, volume: VolumeKey, name: string): object {
  const {state, where, changedMs, adopted} = copies.get(volume, name)
  return {
    name,
    state,
    where: where ?? null,
    changedAt: timeOf(changedMs),
    verifiedAt: timeOf(copies.verifiedMs(volume, name)),
    ...(adopted && {adopted}),
  }
}

/** The last ULID of the year 9999: each event has an id above all others, and there must be room for what is still to come. */
const LATEST_ID = ulid(undefined, Date.UTC(9999, 11, 31))
  .slice(0, 10)
  .padEnd(26, 'Z')

/**
 * Reads again what `toldOfCopies` gave, for `Copies.adopt`.
 * @param data `events` as they stand in the index
 * @throws MediaStructError BAD_INDEX
 */
export async function readToldEvents(
  archive: RawPath,
  data: unknown,
): Promise<Omit<VolumeEventRow, 'adopted'>[]> {
  const [{z}, {toldEvent}] = await Promise.all([import('zod'), import('../schemas/volume-events.ts')])
  const read = z.array(toldEvent).safeParse(data)
  if (!read.success) {
    const {path = [], message = ''} = read.error.issues[0] ?? {}
    throw new MediaStructError(
      'BAD_INDEX',
      `What it tells of copies is not as expected: ${path.join('.')}: ${message}`,
    )
  }
  if (read.data.some(({id}) => id > LATEST_ID))
    throw new MediaStructError('BAD_INDEX', 'What it tells of copies happened after all times.')
  return read.data.map(({at, copy, check, image, ...event}) => ({
    ...event,
    archive,
    atMs: Date.parse(at),
    copy: copy ?? undefined,
    ...(image && {image: {...image, file: undefined}}),
    ...(check && {check: {...check, damaged: check.damaged.map(pathOf)}}),
  }))
}

function toldFields({
  id,
  atMs,
  volume,
  copy,
  event,
  state,
  image,
  check,
  ...details
}: Omit<VolumeEventRow, 'archive' | 'adopted'>) {
  const {by, where, burnedImage, reason} = details
  return {
    id,
    at: timeOf(atMs),
    volume,
    copy: copy ?? null,
    event,
    state,
    by,
    ...(where !== undefined && {where}),
    ...(image && {image: imageFields(image)}),
    ...(burnedImage !== undefined && {burnedImage}),
    ...(check && {check: checkFields(check)}),
    ...(reason !== undefined && {reason}),
  }
}

function imageFields({file, ...facts}: ImageFacts): object {
  return {...facts, ...(file !== undefined && pathFields('file', file))}
}

/** Where an image file or a directory lies, and what the system knows it by, is this machine's business. */
function checkFields({result, sectors, files, subset, damaged}: CopyCheck): object {
  return {
    result,
    ...(sectors !== undefined && {sectors}),
    files,
    ...(subset && {subset}),
    damaged: damaged.map((path) => pathFields('path', path)),
  }
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}

function pathOf({path, pathBytes}: {path: string; pathBytes?: string | undefined}): RawPath {
  return pathBytes === undefined ? fromText(path) : fromBytes(Buffer.from(pathBytes, 'base64'))
}
