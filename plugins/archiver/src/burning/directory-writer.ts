/** Copies a volume to where a medium is mounted, file by file: a tape with LTFS, a disk, a share. */
import {
  type Failure,
  fileFailure,
  interrupted,
  join,
  MediaStructError,
  makeScratch,
  pathFields,
  type RawPath,
  type ScratchDirectory,
  toText,
  Volumes,
} from 'mediastruct'
import {sha256IfThere} from '../bag/checksums.ts'
import {PAYLOAD} from '../bag/model.ts'
import {isOnArchiveDisk, onSameDisk} from '../copies/same-disk.ts'
import type {ImageContent} from '../imaging/content.ts'
import {contentsOf, missingFiles} from '../imaging/volume-contents.ts'
import {assertOutside} from '../verifying/staged.ts'
import {copyOut, SourceProblem} from './copy-out.ts'
import {fitting} from './fitting.ts'
import type {MediaWriter, WriterOptions, Written} from './media-writer.ts'
import {assertHolds, assertMounted, assertRoom, assertWritable, mountedAt} from './mounted.ts'
import {isLittered, type Present, presentIn} from './present.ts'

/** @throws MediaStructError that says what stands in the way, before a byte is written */
export async function openDirectoryWriter(options: WriterOptions): Promise<MediaWriter> {
  const {host, catalog, volume, image, from} = options
  if (image !== undefined) throw noImage(options)
  const directory = await mountedAt(options.device)
  const known = new Volumes(catalog.db).all()
  await assertOutside(directory, new Set(known.flatMap(({archive, path}) => [archive, path])))
  const tree = host.trees.of(directory)
  if (tree) throw inTree(directory, tree.path)
  await assertWritable(directory)
  const now = from.length > 0 ? volume : await options.inOrder()
  const scratch = makeScratch()
  try {
    const found = await contentsOf({...options, volume: now, archiveIndex: true}, scratch)
    if ('missing' in found) throw missingFiles(found)
    const contents = await fitting(found.contents, options.target, () =>
      host.reporter.warn(
        `The index of the whole archive has no room on ${options.target.name} beside ${now.id}: this copy does without.`,
      ),
    )
    const writer = new DirectoryWriter({...options, volume: now}, directory, contents, scratch)
    await writer.assertTakes()
    if (await isOnArchiveDisk(directory, now)) host.reporter.warn(onSameDisk(directory))
    return writer
  } catch (error) {
    scratch.remove()
    throw error
  }
}

class DirectoryWriter implements MediaWriter {
  readonly imageSha256 = undefined
  readonly nextMedium = 'Mount another medium there'
  readonly volume: WriterOptions['volume']
  readonly device: MediaWriter['device']
  readonly #options: WriterOptions
  readonly #contents: readonly ImageContent[]
  readonly #scratch: ScratchDirectory
  #present: Present = {there: new Set(), littered: new Set()}

  constructor(
    options: WriterOptions,
    directory: RawPath,
    contents: readonly ImageContent[],
    scratch: ScratchDirectory,
  ) {
    this.volume = options.volume
    this.device = {name: toText(directory), path: directory}
    this.#options = options
    this.#contents = contents
    this.#scratch = scratch
  }

  mediumFor(copy: string): string {
    return `Mount an empty medium for ${this.volume.id}/${copy} at ${this.device.name}.`
  }

  async assertTakes(): Promise<void> {
    const {path} = this.device
    await assertMounted(path)
    await assertWritable(path)
    await assertHolds(path, this.#contents)
    this.#present = await presentIn(path, this.#contents, this.#options.catalog, this.volume)
    await assertRoom(
      path,
      this.#contents.filter((content) => !this.#present.there.has(content.path)).map(({size}) => size),
    )
  }

  /** What was damaged in the archive is listed, and keeps the rest from being described as a whole. */
  async write(): Promise<Written> {
    const failures: Failure[] = []
    const progress = this.#options.host.reporter.progress('copying the files')
    progress.total(this.#contents.length, sumOf(this.#contents))
    try {
      for (const content of this.#contents) {
        if (failures.length > 0 && !content.path.startsWith(PAYLOAD)) break
        this.#assertGoesOn()
        const reason = await this.#bring(content, (bytes) => progress.add(0, bytes)).catch(
          (error: unknown) => {
            if (!(error instanceof SourceProblem)) throw error
            failures.push(error.failure)
            progress.errors(1)
          },
        )
        if (reason !== undefined) return {reason, failures}
        progress.add(1, 0)
      }
    } catch (error) {
      if (error instanceof MediaStructError && error.code === 'INTERRUPTED') throw error
      return {reason: `it could not be written: ${fileFailure(error).message}`, failures}
    } finally {
      progress.end()
    }
    const reason = 'not every file in the archive is as it was archived; the rest was copied'
    return {reason: failures.length > 0 ? reason : undefined, failures}
  }

  /** @returns what is wrong with what is there already, where nothing may be written over */
  async #bring(content: ImageContent, copied: (bytes: number) => void): Promise<string | undefined> {
    const {catalog, verify, host} = this.#options
    const to = join(this.device.path, content.path)
    if (!this.#present.there.has(content.path)) {
      await copyOut(content, to, {
        copied,
        catalog,
        isFirst: !isLittered(this.#present, to),
        assertGoesOn: () => this.#assertGoesOn(),
      })
      return undefined
    }
    copied(content.size)
    // Read back at once, or now.
    if (verify || host.signal.aborted || (await sha256IfThere(to)) === content.sha256) return undefined
    return `${toText(to)} was there already, and is not what it should be`
  }

  #assertGoesOn(): void {
    if (this.#options.host.signal.aborted)
      throw interrupted(
        `what was copied to ${this.device.name} stays there`,
        'The same command goes on from there.',
      )
  }

  async reload(): Promise<boolean> {
    return true
  }

  async release(): Promise<void> {}

  fields(): {image: null; directory: object} {
    const {path} = this.device
    const [files, bytes] = [this.#contents.length, sumOf(this.#contents)]
    return {
      image: null,
      directory: {...pathFields('path', path), files, bytes, alreadyThere: this.#present.there.size},
    }
  }

  close(): void {
    this.#scratch.remove()
  }
}

function sumOf(contents: readonly ImageContent[]): number {
  return contents.reduce((sum, {size}) => sum + size, 0)
}

function inTree(directory: RawPath, tree: RawPath): MediaStructError {
  return new MediaStructError(
    'IN_TREE',
    `${toText(directory)} lies in ${toText(tree)}: the copy would be taken for files of that tree.`,
    {hint: 'Name the directory where a medium is mounted, outside of all trees.'},
  )
}

function noImage({target}: WriterOptions): MediaStructError {
  return new MediaStructError('USAGE', `The medium "${target.name}" takes files, not an image.`, {
    hint: 'Leave out --image; name the directory where the medium is mounted with --device.',
  })
}
