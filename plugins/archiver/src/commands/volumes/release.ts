import {existsSync} from 'node:fs'
import {
  Args,
  BaseCommand,
  type Catalog,
  Copies,
  count,
  EXIT,
  formatBytes,
  MediaStructError,
  pathFields,
  printable,
  toBytes,
  toText,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {afterChange} from '../../copies/changed.ts'
import {failureFields} from '../../copies/failures.ts'
import {missingCopies} from '../../copies/missing.ts'
import {type ReadFrom, readFromFields, readFromLine, readFromOf} from '../../copies/read-from.ts'
import {contentOf, notOnCopies, onNoCopy} from '../../copies/release.ts'
import {onSameDisk} from '../../copies/same-disk.ts'
import {volumeNamed} from '../../known-volumes.ts'

export default class VolumesRelease extends BaseCommand {
  static override description =
    'Says which directory may be deleted, once enough copies of a volume were verified. It deletes nothing: you do.'
  static override examples = ['<%= config.bin %> volumes release MS-0001']
  static override args = {
    id: Args.string({description: 'id of a volume', required: true, ignoreStdin: true}),
  }

  async work(): Promise<unknown> {
    const {args} = await this.parse(VolumesRelease)
    const {host} = this
    await host.assertCatalog()
    const catalog = await host.catalog('write')
    const copies = new Copies(catalog.db)
    const volume = volumeNamed(args.id, new Volumes(catalog.db).all(), host)
    await this.#assertReleasable(catalog, copies, volume)
    const change = catalog.transaction(() => {
      new Volumes(catalog.db).markFilesOffline(volume)
      return copies.released(volume)
    })
    const errors = await afterChange(host, catalog, volume, change)
    if (errors.length > 0) this.setExitCode(EXIT.findings)
    const content = contentOf(catalog, volume)
    const readFrom = await readFromOf(catalog, volume)
    this.#print(volume, content, readFrom)
    for (const {path, onArchiveDisk} of readFrom) {
      if (onArchiveDisk && path !== undefined) host.reporter.warn(onSameDisk(path))
    }
    for (const failure of errors) host.reporter.failure(failure)
    return {
      schema: 'mediastruct/volumes-release@1',
      volume: volume.id,
      ...pathFields('archive', volume.archive),
      ...pathFields('path', volume.path),
      deletable: existsSync(toBytes(volume.path)),
      ...content,
      copies: readFromFields(catalog, volume, readFrom),
      errors: errors.map(failureFields),
    }
  }

  /** @throws MediaStructError TOO_FEW_COPIES, NOT_ON_COPIES */
  async #assertReleasable(catalog: Catalog, copies: Copies, volume: VolumeRow): Promise<void> {
    const {settings, reporter} = this.host
    const canBurn = (await this.host.plugins()).has('volumeTarget', volume.medium)
    const missing = missingCopies(copies, volume, {wanted: settings.copies, canBurn})
    if (missing) {
      throw new MediaStructError('TOO_FEW_COPIES', `${volume.id} stays where it is: ${missing.what}.`, {
        hint: `Next: ${missing.next}`,
      })
    }
    const extra = await onNoCopy(catalog, volume, await this.host.workers())
    if (reporter.verbose) {
      for (const path of extra.came) reporter.error(`on no copy: ${toText(path)}`)
      for (const path of extra.changed) reporter.error(`not as it was burned: ${toText(path)}`)
    }
    const refusal = notOnCopies(volume, extra)
    if (refusal) throw refusal
  }

  #print(
    volume: VolumeRow,
    {files, bytes}: {files: number; bytes: number},
    readFrom: readonly ReadFrom[],
  ): void {
    const {id, path} = volume
    const {reporter} = this.host
    if (reporter.json) return
    const held = count(readFrom.length, 'verified copy', 'verified copies')
    reporter.print(`${id} is released: ${held} of it hold ${count(files, 'file')}, ${formatBytes(bytes)}.`)
    for (const each of readFrom) reporter.print(readFromLine(volume, each))
    reporter.print(
      existsSync(toBytes(path)) ? 'You may delete this directory now:' : 'Its directory is gone already:',
    )
    reporter.print(`  ${printable(toText(path))}`)
  }
}
