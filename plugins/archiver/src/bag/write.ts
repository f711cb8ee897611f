/** A volume's directory as a BagIt bag (RFC 8493): everything but the payload, which the mover put there. */
import {
  formatBytes,
  fromText,
  isUtf8,
  join,
  type ManifestAlgorithm,
  MediaStructError,
  type RawPath,
  toText,
  writeOwnFile,
} from 'mediastruct'
import {type Recorded, recordedHash} from '../recorded.ts'
import {digestOf, sha256Of} from './checksums.ts'
import {volumeIndex} from './index-file.ts'
import {formatManifest} from './manifest.ts'
import {BAG_FILE, type Bag, manifestName, manifestsOf, PAYLOAD, tagManifestName} from './model.ts'
import {readme, unburnedNotice} from './readme.ts'

/** One of a bag's own files. */
export interface TagFile {
  /** Below the bag's root. */
  readonly name: string
  readonly bytes: Buffer
  /** Lower-case hex. */
  readonly sha256: string
}

export interface WriteBagOptions extends Bag {
  /** The volume's directory; it exists. */
  readonly directory: RawPath
  /** By name, what earlier writings put there: only that is replaced. */
  readonly replaces: Readonly<Record<string, Recorded>>
}

/**
 * Writes or rewrites a bag's own files: the marker that it is unburned first, the manifest over the others last.
 * @returns by name, the SHA-256 of each file, to be remembered for the next writing
 * @throws MediaStructError BAD_NAME, before anything is written; NOT_OURS where a file is not what `replaces` says
 */
export async function writeBag({
  directory,
  replaces,
  ...bag
}: WriteBagOptions): Promise<Record<string, string>> {
  const written: Record<string, string> = {}
  for (const {name, bytes, sha256} of bagFiles(bag)) {
    await writeTagFile(join(directory, fromText(name)), {name, bytes, sha256}, replaces[name] ?? [])
    written[name] = sha256
  }
  return written
}

/** What is there already as it should be stays, so that an interrupted writing can simply be done again. */
async function writeTagFile(path: RawPath, {bytes, sha256}: TagFile, replaces: Recorded): Promise<void> {
  const present = await recordedHash(path, [sha256, replaces].flat())
  if (present !== sha256) await writeOwnFile(path, bytes, {replaces: present})
}

/**
 * A bag's own files in the order of their writing; the same bag gives the same bytes.
 * @throws MediaStructError BAD_NAME for a path that is not UTF-8: a bag's encoding is declared
 */
export function bagFiles(bag: Bag): TagFile[] {
  refuseForeignNames(bag)
  const entries = [...bag.entries].sort((a, b) => (a.path < b.path ? -1 : 1))
  const sorted = {...bag, entries}
  const described = [
    tagFile(BAG_FILE.declaration, 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'),
    tagFile(BAG_FILE.info, bagInfo(sorted)),
    tagFile(BAG_FILE.readme, readme(sorted)),
    tagFile(BAG_FILE.index, volumeIndex(sorted)),
    ...manifestsOf(bag).map((algorithm) =>
      tagFile(
        manifestName(algorithm),
        formatManifest(
          entries.map((entry) => ({path: join(PAYLOAD, entry.path), digest: entry[algorithm] ?? ''})),
        ),
      ),
    ),
  ]
  // The marker is in no manifest: an image of the volume leaves it out.
  return [
    tagFile(BAG_FILE.unburned, unburnedNotice(bag)),
    ...described,
    ...tagManifests(described, manifestsOf(bag)),
  ]
}

function tagManifests(described: readonly TagFile[], algorithms: readonly ManifestAlgorithm[]): TagFile[] {
  return algorithms.map((algorithm) => {
    const lines = described.map(({name, bytes}) => ({
      path: fromText(name),
      digest: digestOf(bytes, algorithm),
    }))
    return tagFile(tagManifestName(algorithm), formatManifest(lines))
  })
}

function tagFile(name: string, content: string | Buffer): TagFile {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
  return {name, bytes, sha256: sha256Of(bytes)}
}

/** Metadata of RFC 8493, section 2.2.2. */
function bagInfo({id, createdAt, entries}: Bag): string {
  const bytes = entries.reduce((sum, {size}) => sum + size, 0)
  return [
    `External-Identifier: ${id}`,
    `Bagging-Date: ${createdAt.toISOString().slice(0, 'yyyy-mm-dd'.length)}`,
    `Bag-Size: ${formatBytes(bytes)}`,
    `Payload-Oxum: ${bytes}.${entries.length}`,
    '',
  ].join('\n')
}

function refuseForeignNames({entries}: Bag): void {
  const foreign = entries.find(({path}) => !isUtf8(path))
  if (!foreign) return
  throw new MediaStructError(
    'BAD_NAME',
    `"${toText(foreign.path)}" is not valid UTF-8 and can't go into a bag.`,
  )
}
