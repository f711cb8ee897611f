/** Manifests of RFC 8493, section 2.1.3: what `sha256sum --check` reads, a file a line. */
import {type RawPath, toBytes} from 'mediastruct'

/** One line's file, and its place below the bag's root. */
export interface ManifestLine {
  readonly path: RawPath
  /** Lower-case hex. */
  readonly digest: string
}

const ENCODED: Readonly<Record<string, string>> = {'\r': '%0D', '\n': '%0A', '%': '%25'}
const DECODED: Readonly<Record<string, string>> = {'%0D': '\r', '%0A': '\n', '%25': '%'}

/** CR, LF and % are percent-encoded, and nothing else is. */
export function encodePath(path: RawPath): RawPath {
  return path.replace(/[\r\n%]/g, (character) => ENCODED[character] ?? character) as RawPath
}

export function decodePath(encoded: RawPath): RawPath {
  return encoded.replace(/%0D|%0A|%25/gi, (code) => DECODED[code.toUpperCase()] ?? code) as RawPath
}

/** The manifest's bytes, in byte order of the paths. */
export function formatManifest(lines: readonly ManifestLine[]): Buffer {
  const sorted = [...lines].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  return toBytes(sorted.map(({path, digest}) => `${digest}  ${encodePath(path)}\n`).join('') as RawPath)
}

/** The lines of a manifest; what is no line of one is passed over. */
export function* parseManifest(manifest: Uint8Array): Generator<ManifestLine> {
  for (const line of Buffer.from(manifest)
    .toString('latin1')
    .split(/\r\n|\n|\r/)) {
    const [, digest, path] = /^([0-9a-fA-F]{64}|[0-9a-fA-F]{128})[ \t]+\*?(.+)$/.exec(line) ?? []
    if (digest && path) yield {digest: digest.toLowerCase(), path: decodePath(path as RawPath)}
  }
}
