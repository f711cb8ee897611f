/** One image file is one copy: read under two names it would count as two, and only one would be there. */
import {stat} from 'node:fs/promises'
import {
  type Catalog,
  Copies,
  isReadBack,
  MediaStructError,
  type RawPath,
  toBytes,
  toText,
  type VolumeRow,
} from 'mediastruct'

export interface OnceOptions {
  readonly db: Catalog['db']
  readonly volume: VolumeRow
  readonly copy: string
  readonly from: RawPath
}

/**
 * The file that a copy is; undefined for a drive or a directory, where discs come and go. One that was written again
 * since another copy was read from it is another copy.
 * @throws MediaStructError SAME_COPY
 */
export async function imageFile({db, volume, copy, from}: OnceOptions): Promise<RawPath | undefined> {
  const here = await stat(toBytes(from))
  if (!here.isFile()) return undefined
  const copies = new Copies(db)
  const events = copies.events.of(volume)
  for (const {name, state} of copies.of(volume)) {
    if (name === copy || !isReadBack(state)) continue
    const read = events.findLast((event) => event.copy === name && event.check?.result === 'ok')
    if (read?.check?.file === undefined || read.atMs < here.mtimeMs) continue
    const there = await stat(toBytes(read.check.file)).catch(() => undefined)
    if (there?.dev === here.dev && there.ino === here.ino) throw sameCopy(from, `${volume.id}/${name}`)
  }
  return from
}

function sameCopy(from: RawPath, other: string): MediaStructError {
  return new MediaStructError('SAME_COPY', `${toText(from)} is ${other}: one file is one copy.`, {
    hint: 'Read the other copy from its own medium; a drive that a file stands in for is named stdio:PATH.',
  })
}
