import {
  Args,
  BaseCommand,
  type Catalog,
  type CatalogFile,
  Copies,
  formatBytes,
  pathFields,
  printable,
  relativeTo,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {filesOf, payloadOf} from '../../contents.ts'
import {copyLines} from '../../copies/shown.ts'
import {placeOn, unreadText} from '../../foreign.ts'
import {knownVolumeFields, knownVolumes, volumeNamed} from '../../known-volumes.ts'
import {volumeLine} from '../../volume-line.ts'

export default class VolumesShow extends BaseCommand {
  static override description = 'Shows one volume: its copies and folders, and with -v or --json every file.'
  static override examples = ['<%= config.bin %> volumes show MS-0001']
  static override args = {
    id: Args.string({description: 'id of a volume', required: true, ignoreStdin: true}),
  }

  async work(): Promise<unknown> {
    const {args} = await this.parse(VolumesShow)
    const {reporter} = this.host
    const catalog = await this.host.catalog('read')
    const volume = volumeNamed(args.id, await knownVolumes(this.host), this.host)
    if (reporter.json) {
      const {filledBy} = volume
      await reporter.stream(
        {
          schema: 'mediastruct/volumes-show@1',
          volume: {...knownVolumeFields(volume, new Copies(catalog.db)), filledBy},
        },
        {files: fileFields(catalog, volume)},
      )
      return undefined
    }
    await this.#print(catalog, volume)
    return undefined
  }

  async #print(catalog: Catalog, volume: VolumeRow): Promise<void> {
    const {reporter} = this.host
    reporter.print(volumeLine(volume))
    if (volume.told !== undefined)
      reporter.print('  told by an index, and no copy was read back since: it justifies no move')
    if (volume.unread) reporter.print(`  ${unreadText(volume)}`)
    for (const line of copyLines(new Copies(catalog.db), volume)) reporter.print(line)
    for (const folder of volume.folders) reporter.print(`  ${printable(toText(folder)) || '(no folder)'}`)
    if (!reporter.verbose) return
    reporter.print()
    for (const {path, size} of filesOn(catalog, volume)) {
      const name = printable(toText(path))
      await reporter.raw(`${formatBytes(size).padStart(9)}  ${name}\n`)
    }
  }
}

/** With their paths as they stand on its media. */
function* filesOn(catalog: Catalog, volume: VolumeRow): Generator<CatalogFile> {
  const place = placeOn(new Copies(catalog.db), volume)
  const data = payloadOf(volume)
  for (const file of filesOf(catalog, volume)) yield {...file, path: place(relativeTo(data, file.path))}
}

function* fileFields(catalog: Catalog, volume: VolumeRow): Generator<object> {
  for (const {path, hash, size, original} of filesOn(catalog, volume)) {
    yield {
      ...pathFields('path', path),
      hash: hash ?? null,
      size,
      ...(original !== undefined && pathFields('original', original)),
    }
  }
}
