/**
 * Tag manifests beside that of SHA-256. Each image has its own, for the indexes in it are: what they say is held against
 * the files that they are over.
 */
import {fromText, MANIFEST_ALGORITHMS, type RawPath, type VolumeRow} from 'mediastruct'
import {digestOf, sha256Of} from '../bag/checksums.ts'
import {formatManifest, type ManifestLine, parseManifest} from '../bag/manifest.ts'
import {tagManifestName} from '../bag/model.ts'
import {type Medium, smallFile} from './medium.ts'

const OTHERS = MANIFEST_ALGORITHMS.filter((algorithm) => algorithm !== 'sha256')

export const OTHER_TAG_MANIFESTS: ReadonlySet<string> = new Set(OTHERS.map(tagManifestName))

interface ExpectedTags {
  readonly path: RawPath
  readonly hashes: {readonly sha256: readonly string[]}
}

/** @param described files that the tag manifest of SHA-256 is over, by that */
export async function otherTagManifests(
  {own}: VolumeRow,
  medium: Medium,
  described: readonly ManifestLine[],
): Promise<ExpectedTags[]> {
  const expected: ExpectedTags[] = []
  for (const algorithm of OTHERS) {
    const name = tagManifestName(algorithm)
    if (own[name] === undefined) continue
    const text = await smallFile(medium, name)
    const lines = text ? [...parseManifest(text)] : []
    const isWhole = text !== undefined && formatManifest(lines).equals(text) && isOver(lines, described)
    const isTrue = isWhole && (await agree(lines, medium, described, (bytes) => digestOf(bytes, algorithm)))
    expected.push({path: fromText(name), hashes: {sha256: isTrue ? [sha256Of(text)] : ['no hash']}})
  }
  return expected
}

function isOver(lines: readonly ManifestLine[], described: readonly ManifestLine[]): boolean {
  const paths = new Set(described.map(({path}) => path))
  return lines.length === paths.size && lines.every(({path}) => paths.has(path))
}

/** A file that is damaged itself says nothing of what is said of it. */
async function agree(
  lines: readonly ManifestLine[],
  medium: Medium,
  described: readonly ManifestLine[],
  digest: (bytes: Buffer) => string,
): Promise<boolean> {
  const sha256 = new Map(described.map((line) => [line.path, line.digest]))
  for (const line of lines) {
    const bytes = await smallFile(medium, line.path)
    if (bytes && sha256Of(bytes) === sha256.get(line.path) && digest(bytes) !== line.digest) return false
  }
  return true
}
