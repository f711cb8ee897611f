/** Goes through the directories of an image's file system, whichever it is. */
import {join, messageOf, type RawPath, toText} from 'mediastruct'
import type {Blocks, Extent} from './blocks.ts'
import type {ImageFile, ImageProblem} from './image.ts'

/** A name in a directory. */
export interface ImageEntry {
  readonly name: RawPath
  readonly kind: 'file' | 'directory' | 'other'
  readonly extents: readonly Extent[]
  /** Bytes; for a directory, of its entries. */
  readonly size: number
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint | undefined
}

/** A file system that was found on an image. */
export interface ImageVolume {
  readonly fileSystem: 'udf' | 'iso9660'
  readonly label: string
  readonly sectors: number
  readonly root: ImageEntry
  /** What a directory holds; an entry that makes no sense is a sentence. @throws where it can't be read */
  entries(directory: Buffer): AsyncIterable<ImageEntry | string>
}

/** Entries of 50,000 long names take 15 MB; what claims to need more than this is broken. */
const LARGEST_DIRECTORY = 64 << 20
const DEEPEST = 256

interface Pending {
  readonly path: RawPath
  readonly entry: ImageEntry
  readonly depth: number
}

export async function* walk(
  blocks: Blocks,
  volume: ImageVolume,
  problems: ImageProblem[],
): AsyncGenerator<ImageFile, void, void> {
  const seen = new Set<string>()
  const pending: Pending[] = [{path: '' as RawPath, entry: volume.root, depth: 0}]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const {path: directory, entry, depth} = next
    const below: Pending[] = []
    try {
      assertSane(entry, depth, seen)
      for await (const found of volume.entries(await blocks.readAll(entry.extents))) {
        const problem = typeof found === 'string' ? found : nameProblem(found.name)
        if (problem !== undefined || typeof found === 'string') {
          problems.push({path: directory, message: problem ?? ''})
          continue
        }
        const path = directory === '' ? found.name : join(directory, found.name)
        if (found.kind === 'directory') below.push({path, entry: found, depth: depth + 1})
        else if (found.kind === 'file') yield fileOf(blocks, path, found)
      }
    } catch (error) {
      problems.push({path: directory, message: messageOf(error)})
    }
    pending.push(...below.reverse())
  }
}

function fileOf(blocks: Blocks, path: RawPath, {size, mtimeNs, extents}: ImageEntry): ImageFile {
  return {path, size, mtimeNs, extents, read: () => blocks.stream(extents)}
}

/** A directory that lies in itself would never end. @throws Error */
function assertSane({size, extents}: ImageEntry, depth: number, seen: Set<string>): void {
  if (size > LARGEST_DIRECTORY) throw new Error(`a directory of ${size} bytes is broken`)
  if (depth > DEEPEST) throw new Error(`directories more than ${DEEPEST} deep are broken`)
  const place = extents.map(({block}) => block).join()
  if (place !== '' && seen.has(place)) throw new Error('a directory that holds itself is broken')
  seen.add(place)
}

/** What is read from here may be written elsewhere under its name: no name leads out of its directory. */
function nameProblem(name: RawPath): string | undefined {
  if (name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name)) return undefined
  return `"${toText(name)}" can't be a file's name`
}
