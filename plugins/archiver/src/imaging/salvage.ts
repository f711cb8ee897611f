/** Puts a volume together again from copies of it: each file from the first one whose content is as it was. */
import {createHash} from 'node:crypto'
import {
  fromText,
  join,
  MediaStructError,
  messageOf,
  type RawPath,
  type ScratchDirectory,
  toText,
} from 'mediastruct'
import {sha256Of} from '../bag/checksums.ts'
import {type ManifestLine, parseManifest} from '../bag/manifest.ts'
import {BAG_FILE} from '../bag/model.ts'
import type {Difference} from './compare.ts'
import type {ImageContent} from './content.ts'
import {bytesOf, type Source, type SourceFile} from './sources.ts'

export interface Salvage {
  readonly contents: ImageContent[]
  /** What no source could give, with what is wrong with it in each. */
  readonly missing: Difference[]
}

export interface SalvageOptions {
  /** In the order in which they are asked. */
  readonly sources: readonly Source[]
  /** SHA-256 of the manifests that we wrote for the volume; none where the catalog knows of none. */
  readonly manifests: readonly string[]
  /** Takes what lies in images, so that an imager can read it. */
  readonly scratch: ScratchDirectory
  /** Is told of each file. */
  readonly taken?: ((bytes: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** @throws MediaStructError NO_MANIFEST where no source has a manifest of this volume */
export async function salvage(options: SalvageOptions): Promise<Salvage> {
  const lists = await listsOf(options)
  let best: Salvage | undefined
  for (const lines of lists) {
    const taken = new Taking(options)
    const result = await taken.all(lines)
    if (result.missing.length === 0) return result
    if (!best || result.missing.length < best.missing.length) best = result
    if (options.signal?.aborted) break
  }
  if (best) return best
  throw new MediaStructError(
    'NO_MANIFEST',
    'None of the copies has a manifest of this volume that is whole.',
    {
      hint: 'Without it nothing tells a good file from a damaged one. Name more copies with --from.',
    },
  )
}

/** What the volume holds, as each source tells it: payload by the manifest, the rest by the manifest over that. */
async function listsOf({sources, manifests}: SalvageOptions): Promise<ManifestLine[][]> {
  const found = new Map<string, Buffer>()
  const tagManifests = new Map<string, ManifestLine[]>()
  for (const source of sources) {
    const manifest = await bytesOf(source, fromText(BAG_FILE.manifest))
    if (manifest) found.set(sha256Of(manifest), manifest)
    const tags = await bytesOf(source, fromText(BAG_FILE.tagManifest))
    if (tags) tagManifests.set(sha256Of(tags), [...parseManifest(tags)])
  }
  const lists: ManifestLine[][] = []
  for (const tags of tagManifests.values()) {
    const named = tags.find(({path}) => path === BAG_FILE.manifest)?.digest ?? ''
    const manifest = found.get(named)
    if (manifest && (manifests.length === 0 || manifests.includes(named)))
      lists.push([...tags, ...parseManifest(manifest)])
  }
  return lists
}

class Taking {
  readonly #options: SalvageOptions

  constructor(options: SalvageOptions) {
    this.#options = options
  }

  async all(lines: readonly ManifestLine[]): Promise<Salvage> {
    const result: Salvage = {contents: [], missing: []}
    for (const line of lines) {
      if (this.#options.signal?.aborted) break
      const content = await this.#one(line)
      if (typeof content === 'string') result.missing.push({path: line.path, message: content})
      else result.contents.push(content)
    }
    return result
  }

  /** @returns what is wrong with it in each source, where none has it as it was */
  async #one({path, digest: sha256}: ManifestLine): Promise<ImageContent | string> {
    const problems: string[] = []
    for (const source of this.#options.sources) {
      try {
        const file = await source.file(path)
        const content = file && (await this.#take(file, path, sha256))
        if (content) {
          this.#options.taken?.(content.size)
          return content
        }
        problems.push(`${toText(source.path)}: ${file ? 'its content differs' : 'it is missing'}`)
      } catch (error) {
        problems.push(`${toText(source.path)}: it can't be read: ${messageOf(error)}`)
      }
    }
    return problems.join('; ')
  }

  async #take(file: SourceFile, path: RawPath, sha256: string): Promise<ImageContent | undefined> {
    const {scratch} = this.#options
    const {outside} = file
    const relative = join(COPIED, path)
    const hash = createHash('sha256')
    let size = 0
    try {
      if (outside === undefined) {
        scratch.drop(relative)
        scratch.append(relative, new Uint8Array())
      }
      for await (const chunk of file.read()) {
        hash.update(chunk)
        size += chunk.length
        if (outside === undefined) scratch.append(relative, chunk)
      }
    } catch (error) {
      scratch.drop(relative)
      throw error
    }
    if (hash.digest('hex') !== sha256) {
      scratch.drop(relative)
      return undefined
    }
    if (outside !== undefined) return {path, size, sha256, from: outside}
    if (file.mtimeNs !== undefined) scratch.date(relative, Number(file.mtimeNs / 1_000_000n))
    return {path, size, sha256, from: join(fromText(scratch.path), relative)}
  }
}

const COPIED = fromText('copied')
