/** Files of our own in a volume's directory that a lost catalog knew, recognised again: by form, and by each other. */
import {readFile} from 'node:fs/promises'
import {fromText, join, MANIFEST_ALGORITHMS, type RawPath, toBytes} from 'mediastruct'
import {sha256IfThere, sha256Of} from '../bag/checksums.ts'
import {formatManifest, parseManifest} from '../bag/manifest.ts'
import {BAG_FILE, tagManifestName} from '../bag/model.ts'
import {unburnedNotice} from '../bag/readme.ts'

/**
 * Only what is to the byte as we write it: it may be replaced later, and nothing else may.
 * @param directory of a volume
 * @returns SHA-256 by name; nothing where there is no such directory, or somebody changed what is in it
 */
export async function ownFilesOf(
  directory: RawPath,
  volume: {readonly id: string; readonly medium: string},
): Promise<Record<string, string>> {
  const read = (name: string) => readFile(toBytes(join(directory, fromText(name)))).catch(() => undefined)
  const own: Record<string, string> = {}
  const tags = await read(BAG_FILE.tagManifest)
  if (!tags) return {}
  for (const {path, digest} of parseManifest(tags)) {
    if (path.includes('/') || (await sha256Safely(join(directory, path))) !== digest) return {}
    own[path] = digest
  }
  for (const algorithm of MANIFEST_ALGORITHMS) {
    const name = tagManifestName(algorithm)
    const text = await read(name)
    if (!text) continue
    if (!formatManifest([...parseManifest(text)]).equals(text)) return {}
    own[name] = sha256Of(text)
  }
  const marker = await read(BAG_FILE.unburned)
  if (marker?.equals(Buffer.from(unburnedNotice(volume)))) own[BAG_FILE.unburned] = sha256Of(marker)
  return BAG_FILE.manifest in own && BAG_FILE.index in own ? own : {}
}

async function sha256Safely(path: RawPath): Promise<string | undefined> {
  return await sha256IfThere(path).catch(() => undefined)
}
