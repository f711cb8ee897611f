import {
  Args,
  BaseCommand,
  Copies,
  chooseMedium,
  copyFields,
  copyName,
  count,
  EXIT,
  Flags,
  formatBytes,
  forShell,
  type Host,
  MediaStructError,
  pathFields,
  type RawPath,
  toText,
  typedPath,
  Volumes,
} from 'mediastruct'
import {type Added, addVolume} from '../../adding/add.ts'
import {assertApart} from '../../adding/apart.ts'
import {chooseId} from '../../adding/choose-id.ts'
import {assertNotOurs} from '../../adding/ours.ts'
import {readMedium} from '../../adding/read.ts'
import {afterChange} from '../../copies/changed.ts'
import {failureFields} from '../../copies/failures.ts'
import {importIndex} from '../../importing/import-index.ts'
import {chosenArchive} from '../../sources.ts'
import {withoutScheme} from '../../verifying/medium.ts'

export default class VolumesAdd extends BaseCommand {
  static override description =
    'Reads a disc or folder that was made without MediaStruct, whole, and counts it as archive from then on.'
  static override examples = [
    '<%= config.bin %> volumes add /dev/sr0 --id DVD-0001 --where "shelf 2"',
    '<%= config.bin %> volumes add /media/disc --label DVD --medium dvd-r',
    '<%= config.bin %> volumes add old-backup.iso --id BACKUP-2009',
  ]
  static override args = {
    from: Args.string({
      description: 'the disc: a drive, an image, or the directory where it is mounted',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    id: Flags.string({description: 'what it is called, as is written on it', helpValue: 'ID'}),
    label: Flags.string({
      description: 'number it instead: the next id that begins so',
      exclusive: ['id'],
      helpValue: 'PREFIX',
    }),
    to: Flags.string({
      description: 'the archive that it counts as; default: "archive" of the config',
      helpValue: 'ARCHIVE',
    }),
    medium: Flags.string({description: 'what kind of medium it is, such as dvd-r', helpValue: 'NAME'}),
    copy: Flags.string({description: 'name of this copy of it', default: 'a', helpValue: 'NAME'}),
    where: Flags.string({description: 'where the disc is kept, in your words', helpValue: 'TEXT'}),
  }

  /** `index import` of what is no exported file: the program finds it by this command's name. */
  static async importIndex(host: Host, source: RawPath, to: RawPath | undefined): Promise<object> {
    return await importIndex(host, source, to)
  }

  async work(): Promise<unknown> {
    const {args, flags} = await this.parse(VolumesAdd)
    const {host} = this
    const source = await typedPath(withoutScheme(args.from))
    const archive = chosenArchive(flags.to === undefined ? undefined : await typedPath(flags.to), host)
    const copy = copyName(flags.copy)
    const where = saidWhere(flags.where)
    const registry = await host.plugins()
    const target = flags.medium === undefined ? undefined : chooseMedium(registry, flags.medium)
    if (host.settings.hash !== 'blake3')
      host.reporter.warn(`It is known by BLAKE3: an index by ${host.settings.hash} finds nothing of it.`)
    await assertApart(source, archive, host)
    await assertNotOurs(source)
    const medium = await readMedium(host, source)
    try {
      const catalog = await host.catalog('write')
      const volumes = new Volumes(catalog.db).of(archive)
      const id = await chooseId({id: flags.id, label: flags.label, archive, volumes, source})
      const added = await addVolume({host, catalog, archive, id, copy, where, target, medium, source})
      const failed = await afterChange(host, catalog, added.volume, added.change)
      const errors = [...added.errors, ...failed]
      if (errors.length > 0 || added.volume.unread) this.setExitCode(EXIT.findings)
      this.#print(added, copy, source)
      for (const failure of errors) host.reporter.failure(failure)
      return {
        schema: 'mediastruct/volumes-add@1',
        volume: id,
        ...pathFields('archive', archive),
        ...pathFields('from', source),
        kind: medium.kind,
        medium: added.volume.medium,
        copy: copyFields(new Copies(catalog.db), added.volume, copy),
        ...sums(added),
        volumeState: added.change.volumeState,
        errors: errors.map(failureFields),
      }
    } finally {
      await medium.close()
    }
  }

  #print({volume, held}: Added, copy: string, source: RawPath): void {
    const {reporter} = this.host
    if (reporter.json) return
    const {id, files, payloadBytes, unread = []} = volume
    const missing = unread.length > 0 ? `; ${count(unread.length, 'thing')} could not be read` : ''
    reporter.print(`${id}: ${count(files, 'file')}, ${formatBytes(payloadBytes)}${missing}`)
    if (held.files > 0) reporter.print(`The archive held ${count(held.files, 'of them', 'of them')} already.`)
    reporter.print(`${id}/${copy} counts as verified when a second reading is like the first. Next:`)
    reporter.print(`  mediastruct volumes verify ${id}/${copy} --from ${forShell(toText(source))}`)
    if (unread.length === 0) return
    reporter.print(`Where more of it can be read, from another drive or copy, that comes in besides:`)
    reporter.print(`  mediastruct volumes add DRIVE --id ${id}`)
  }
}

function sums({volume: {files, payloadBytes, unread = []}, held}: Added): object {
  return {files, bytes: payloadBytes, held, unread: unread.length}
}

function saidWhere(where: string | undefined): string | undefined {
  if (where === undefined || where.trim() !== '') return where
  throw new MediaStructError('USAGE', 'It is not said where the disc is kept: --where is empty.', {
    hint: 'Write some words, or leave --where out.',
  })
}
