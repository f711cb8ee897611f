import {existsSync, lstatSync} from 'node:fs'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {BaseCommand, typedPath} from '../../base-command.ts'
import type {Catalog} from '../../catalog/catalog.ts'
import {MediaStructError} from '../../errors.ts'
import {readIndexFile} from '../../index-file/read.ts'
import type {IndexRow} from '../../index-file/row.ts'
import {isExportedIndex} from '../../index-file/source.ts'
import {type RawPath, toBytes, toText} from '../../paths/bytes.ts'
import {count} from '../../units.ts'

const ROWS_PER_TRANSACTION = 5000

export default class IndexImport extends BaseCommand {
  static override description =
    'Reads an exported index, or what a volume or archive tells of itself. It is believed for reports until it is read again, and justifies no move.'
  static override examples = [
    '<%= config.bin %> index import photos.csv',
    '<%= config.bin %> index import /dev/sr0',
    '<%= config.bin %> index import /media/disc --to /Archive',
    '<%= config.bin %> index import /Archive',
  ]
  static override args = {
    from: Args.string({
      description:
        'an index file; a disc of ours, as a drive, an image, or where it is mounted; a volume; or an archive',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    to: Flags.string({
      description:
        'the archive that the volumes are of; default: where they lie, else "archive" of the config',
      helpValue: 'ARCHIVE',
    }),
  }

  async work(): Promise<unknown> {
    const {args, flags} = await this.parse(IndexImport)
    const source = await typedPath(args.from)
    const to = flags.to === undefined ? undefined : await typedPath(flags.to)
    if (!existsSync(toBytes(source))) throw nothingThere(source)
    if (await isExportedIndex(source)) {
      if (to === undefined) return await this.#importFile(source)
      throw new MediaStructError(
        'USAGE',
        'An exported index says itself where its files are: --to is for volumes.',
      )
    }
    const {volumeReader} = await import('../../plugin/volume-reader.ts')
    const reader = await volumeReader(this.config, this.host, source)
    return await reader.importIndex(this.host, source, to)
  }

  async #importFile(source: RawPath): Promise<unknown> {
    const catalog = await this.host.catalog('write')
    const sums = {files: 0, known: 0, offline: 0}
    let batch: IndexRow[] = []
    const flush = () => {
      const rows = batch
      batch = []
      catalog.transaction(() => {
        for (const row of rows) this.#take(catalog, row, sums)
      })
    }
    for await (const row of readIndexFile(source)) {
      batch.push(row)
      if (batch.length >= ROWS_PER_TRANSACTION) flush()
    }
    flush()
    this.host.reporter.print(
      `${count(sums.files, 'file')} taken in, ${count(sums.offline, 'of them offline', 'of them offline')}; ${count(sums.known, 'was', 'were')} known.`,
    )
    return {schema: 'mediastruct/index-import@1', ...sums}
  }

  /** A row that a crawl made is better than an imported one. Times of zero make the next crawl read the file. */
  #take(
    catalog: Catalog,
    {path, hash, size, algorithm = 'blake3'}: IndexRow,
    sums: {files: number; known: number; offline: number},
  ): void {
    if (catalog.get(path)?.hash !== undefined) {
      sums.known++
      return
    }
    const offline = !isThere(path, size)
    sums.files++
    if (offline) sums.offline++
    const unread = {mtimeNs: 0n, ctimeNs: 0n, inode: 0n, original: undefined}
    catalog.put({path, hash, size, algorithm, offline, told: true, ...unread})
  }
}

function nothingThere(source: RawPath): MediaStructError {
  return new MediaStructError('MISSING_FILE', `There is no drive, directory or file ${toText(source)}.`, {
    hint: 'Name an exported index, the drive with a disc of ours, its image, where it is mounted, or the archive.',
  })
}

function isThere(path: IndexRow['path'], size: number): boolean {
  try {
    const stat = lstatSync(toBytes(path))
    return stat.isFile() && stat.size === size
  } catch {
    return false
  }
}
