import {
  Args,
  BaseCommand,
  Copies,
  copyFields,
  EXIT,
  Flags,
  pathFields,
  toText,
  typedPath,
  Volumes,
} from 'mediastruct'
import {afterChange} from '../../copies/changed.ts'
import {failureFields} from '../../copies/failures.ts'
import {assertFilled} from '../../copies/filled.ts'
import {copyNamed} from '../../copies/name.ts'
import {isOnArchiveDisk, onSameDisk} from '../../copies/same-disk.ts'
import {eccFields} from '../../ecc/shown.ts'
import {withoutScheme} from '../../verifying/medium.ts'
import {otherCopies, rebuildCommand, wayOf} from '../../verifying/rebuild.ts'
import {printVerified, printWayOut, verifiedFields} from '../../verifying/shown.ts'
import {parseSubset} from '../../verifying/subset.ts'
import {assertUnchanged} from '../../verifying/unchanged.ts'
import {notRecorded, readCopy, rememberReading} from '../../verifying/verify-copy.ts'

export default class VolumesVerify extends BaseCommand {
  static override description =
    'Reads a copy back and compares every file with what was written; names each damaged one, and what is still good.'
  static override examples = [
    '<%= config.bin %> volumes verify MS-0001/a --from /dev/sr0',
    '<%= config.bin %> volumes verify MS-0001/b --from /media/disc',
    '<%= config.bin %> volumes verify MS-0001/a --from /dev/sr0 --subset 1/4',
  ]
  static override args = {
    copy: Args.string({description: 'volume and copy: MS-0001/a', required: true, ignoreStdin: true}),
  }
  static override flags = {
    from: Flags.string({
      description: 'where the copy is: a drive, an image, or the directory where it is mounted',
      required: true,
      helpValue: 'DEVICE|IMAGE|DIR',
    }),
    subset: Flags.string({
      description: 'read only a part of its files: 1/4 is the first of four',
      helpValue: 'N/T',
    }),
  }

  async work(): Promise<unknown> {
    const {args, flags} = await this.parse(VolumesVerify)
    const {host} = this
    const subset = flags.subset === undefined ? undefined : parseSubset(flags.subset)
    const place = withoutScheme(flags.from)
    const [from, isDrive] = [await typedPath(place), place !== flags.from]
    await host.assertCatalog()
    const volumes = new Volumes((await host.catalog('read')).db)
    const {volume, copy} = copyNamed(args.copy, volumes.all(), host)
    assertFilled(volumes, volume)
    const reading = {host, volume, copy, from, isDrive, subset}
    const read = await readCopy({...reading, catalog: await host.catalog('read')})
    // A disc takes an hour: meanwhile others may write.
    const catalog = await host.catalogWhenFree()
    if (!catalog) throw notRecorded()
    assertUnchanged(new Volumes(catalog.db), volume)
    const verified = await rememberReading({...reading, catalog}, read, 'verify')
    const errors = await afterChange(host, catalog, volume, verified.change)
    const copies = new Copies(catalog.db)
    const others = otherCopies(copies, volume, copy)
    const isDamaged = verified.result === 'damaged'
    const rebuild = rebuildCommand(volume, others, from, wayOf(await host.plugins(), volume))
    if (isDamaged || errors.length > 0) this.setExitCode(EXIT.findings)
    printVerified(host.reporter, volume, copy, verified, subset)
    if (isDamaged) printWayOut(host.reporter, volume, others, rebuild)
    if (!isDrive && (await isOnArchiveDisk(from, volume))) host.reporter.warn(onSameDisk(from))
    for (const {path, message} of errors) host.reporter.error(`${toText(path)}: ${message}`)
    return {
      schema: 'mediastruct/volumes-verify@1',
      volume: volume.id,
      ...pathFields('archive', volume.archive),
      copy: copyFields(copies, volume, copy),
      ...pathFields('from', from),
      kind: verified.isDirectory ? 'directory' : 'image',
      subset: subset ?? null,
      ...verifiedFields(verified),
      ...(volume.unread && {unread: volume.unread.length}),
      good: others.good.map(({name}) => copyFields(copies, volume, name)),
      ecc: eccFields(others.ecc),
      rebuild: isDamaged ? rebuild : null,
      volumeState: verified.change.volumeState,
      errors: errors.map(failureFields),
    }
  }
}
