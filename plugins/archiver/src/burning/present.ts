/** What lies on a medium already: a part of the very copy that is to be written, or what must not be written over. */
import type {Stats} from 'node:fs'
import {lstat} from 'node:fs/promises'
import {
  type Catalog,
  Copies,
  count,
  dirname,
  forShell,
  fromText,
  join,
  listDirectory,
  MediaStructError,
  printable,
  type RawPath,
  relativeTo,
  toBytes,
  toText,
  type VolumeKey,
} from 'mediastruct'
import {sha256IfThere} from '../bag/checksums.ts'
import {BAG_FILE, PAYLOAD} from '../bag/model.ts'
import type {ImageContent} from '../imaging/content.ts'
import {identityOfDirectory} from '../verifying/once.ts'

export interface Present {
  /** Files of the copy that are there; payload by its size alone. */
  readonly there: ReadonlySet<RawPath>
  /** Directories in which a writer that was killed left something unfinished. */
  readonly littered: ReadonlySet<RawPath>
}

/** A few names say enough. */
const MOST_NAMED = 3
const UNFINISHED = /^\..+\.[0-9a-f]{16}\.part$/

/**
 * An interrupted copy goes on; anything else is refused.
 * @throws MediaStructError NOT_BLANK
 */
export async function presentIn(
  directory: RawPath,
  contents: readonly ImageContent[],
  catalog: Catalog,
  volume: VolumeKey,
): Promise<Present> {
  const {id} = volume
  const wanted = new Map(contents.map((content) => [content.path, content]))
  if (await isFinished(directory, wanted)) {
    const damage = (await damageKnown(directory, volume, catalog)) ?? (await damageSeen(directory, contents))
    throw damage === undefined ? isWhole(directory, id) : isDamaged(directory, id, damage)
  }
  const present = {there: new Set<RawPath>(), littered: new Set<RawPath>()}
  const others: string[] = []
  for (const pending: RawPath[] = [directory]; others.length <= MOST_NAMED; ) {
    const next = pending.pop()
    if (next === undefined) break
    const {files, tags, special, junk, directories, errors} = listDirectory(next)
    const isLittered = junk.some((name) => UNFINISHED.test(name))
    if (isLittered) present.littered.add(next)
    for (const {path, message} of errors) others.push(`${toText(path)} (${message})`)
    for (const name of special) others.push(toText(join(next, name)))
    for (const name of [...files, ...tags]) {
      const path = join(next, name)
      const content = wanted.get(relativeTo(directory, path))
      const kind = content && (await kindOf(content, path, catalog, isLittered))
      if (content && kind === 'there') present.there.add(content.path)
      else if (kind !== 'unfinished') others.push(toText(path))
      if (others.length > MOST_NAMED) break
    }
    pending.push(...directories.map((name) => join(next, name)))
  }
  if (others.length > 0) throw notEmpty(directory, others, id)
  return present
}

/** The manifest over the others is written last: with it, the volume's own tell that nothing was left out. */
async function isFinished(
  directory: RawPath,
  wanted: ReadonlyMap<RawPath, Pick<ImageContent, 'sha256'>>,
): Promise<boolean> {
  const [manifest, last] = [fromText(BAG_FILE.manifest), fromText(BAG_FILE.tagManifest)]
  if ((await sha256IfThere(join(directory, last)).catch(() => undefined)) === undefined) return false
  const present = await sha256IfThere(join(directory, manifest)).catch(() => undefined)
  return present !== undefined && present === wanted.get(manifest)?.sha256
}

/** As it was found when it was read last; media are mounted at one place in turn. @returns as a sentence */
async function damageKnown(
  directory: RawPath,
  volume: VolumeKey,
  catalog: Catalog,
): Promise<string | undefined> {
  const identity = await identityOfDirectory(directory)
  const last = new Copies(catalog.db).events
    .of(volume)
    .findLast(({check}) => check?.directory === directory && check.identity === identity)
  const isBad = last?.copy !== undefined && last.check?.result === 'damaged'
  return isBad ? `It is ${volume.id}/${last.copy}, which was found damaged when it was read back` : undefined
}

/** Without reading anything. @returns as a sentence */
async function damageSeen(
  directory: RawPath,
  contents: readonly ImageContent[],
): Promise<string | undefined> {
  let missing = 0
  for (const {path, size} of contents) {
    if (!path.startsWith(PAYLOAD)) continue
    const found = await lstat(toBytes(join(directory, path))).catch(() => undefined)
    if (!found?.isFile() || found.size !== size) missing++
  }
  return missing > 0 ? `Missing there, or of another size: ${count(missing, 'file')}` : undefined
}

/** `unfinished`: it may be written anew; `undefined`: it is none of ours, or not as we wrote it. */
async function kindOf(
  {path, size, sha256, from}: ImageContent,
  file: RawPath,
  catalog: Catalog,
  isLittered: boolean,
): Promise<'there' | 'unfinished' | undefined> {
  const found = await lstat(toBytes(file))
  // Where there are no hard links, an empty file holds the name for a moment.
  if (isLittered && found.size === 0 && size > 0) return 'unfinished'
  if (typeof from === 'string' && (await isLinked(from, found))) return undefined
  if (path.startsWith(PAYLOAD)) return found.size === size ? 'there' : undefined
  const present = await sha256IfThere(file)
  if (present === sha256) return 'there'
  // Of an attempt before, when the volume or what is told of its copies was another.
  return present === catalog.ownHash(file) ? 'unfinished' : undefined
}

/** A hard link to what is to be copied is no copy of it. */
async function isLinked(from: RawPath, {dev, ino}: Stats): Promise<boolean> {
  const source = await lstat(toBytes(from)).catch(() => undefined)
  return source?.dev === dev && source.ino === ino
}

export function isLittered({littered}: Present, file: RawPath): boolean {
  return littered.has(dirname(file))
}

function notEmpty(directory: RawPath, others: readonly string[], id: string): MediaStructError {
  const named = others.slice(0, MOST_NAMED).map(printable).join(', ')
  const more = others.length > MOST_NAMED ? ' and more' : ''
  return new MediaStructError(
    'NOT_BLANK',
    `${toText(directory)} is not empty: it holds ${named}${more}, which is not what ${id} has there.`,
    {
      hint: 'Nothing was written. Name an empty directory, or the one in which this very copy was interrupted; MediaStruct empties none.',
    },
  )
}

function isWhole(directory: RawPath, id: string): MediaStructError {
  return new MediaStructError('NOT_BLANK', `${toText(directory)} holds a whole copy of ${id} already.`, {
    hint: `Nothing was written. To read it back: mediastruct volumes verify ${id}/COPY --from ${forShell(toText(directory))}. Another copy goes to another medium.`,
  })
}

function isDamaged(directory: RawPath, id: string, damage: string): MediaStructError {
  const from = forShell(toText(directory))
  return new MediaStructError(
    'NOT_BLANK',
    `${toText(directory)} holds a copy of ${id} that is no good. ${damage}.`,
    {
      hint: `Nothing was written; MediaStruct mends no copy where it lies. A new one goes to an empty directory: mediastruct volumes burn ${id} --device EMPTY_DIR --verify. Where the archive has its files no more, name copies to take them from, this one last: --from COPY --from ${from}`,
    },
  )
}
