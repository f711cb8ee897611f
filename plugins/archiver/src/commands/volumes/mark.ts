import {
  Args,
  BaseCommand,
  Copies,
  type CopyChange,
  copyFields,
  EXIT,
  Flags,
  MediaStructError,
  pathFields,
  printable,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {afterChange} from '../../copies/changed.ts'
import {failureFields} from '../../copies/failures.ts'
import {assertFilled} from '../../copies/filled.ts'
import {copyNamed} from '../../copies/name.ts'

const MARKS = ['burned', 'lost', 'failed'] as const
type Mark = (typeof MARKS)[number]

export default class VolumesMark extends BaseCommand {
  static override description =
    'Records what became of a copy: that it was burned by other means, is lost, or is no good; and where it is kept.'
  static override examples = [
    '<%= config.bin %> volumes mark MS-0001/a burned --where "shelf 3"',
    '<%= config.bin %> volumes mark MS-0001/b lost',
  ]
  static override args = {
    copy: Args.string({description: 'volume and copy: MS-0001/a', required: true, ignoreStdin: true}),
    state: Args.string({description: 'what became of it', required: true, options: MARKS, ignoreStdin: true}),
  }
  static override flags = {
    where: Flags.string({description: 'where the copy is kept, in your words', helpValue: 'TEXT'}),
  }

  async work(): Promise<unknown> {
    const {args, flags} = await this.parse(VolumesMark)
    const {host} = this
    await host.assertCatalog()
    const catalog = await host.catalog('write')
    const volumes = new Volumes(catalog.db)
    const {volume, copy} = copyNamed(args.copy, volumes.all(), host)
    assertFilled(volumes, volume)
    const copies = new Copies(catalog.db)
    const change = marked(copies, volume, copy, args.state as Mark, flags.where)
    const errors = await afterChange(host, catalog, volume, change)
    if (errors.length > 0) this.setExitCode(EXIT.findings)
    this.#print(volume, change, flags.where)
    // A typo is recorded, too: it should be seen.
    if (change.from === 'unburned' && change.state !== 'burned')
      host.reporter.warn(`${volume.id}/${copy} was not known until now.`)
    for (const failure of errors) host.reporter.failure(failure)
    return {
      schema: 'mediastruct/volumes-mark@1',
      volume: volume.id,
      ...pathFields('archive', volume.archive),
      copy: copyFields(copies, volume, copy),
      from: change.from,
      volumeState: change.volumeState,
      errors: errors.map(failureFields),
    }
  }

  #print({id}: VolumeRow, {copy, state}: CopyChange, where: string | undefined): void {
    const {reporter} = this.host
    if (reporter.json) return
    const kept = where === undefined ? '' : `, kept: ${printable(where)}`
    reporter.print(`${id}/${copy} is ${state}${kept}`)
    if (state === 'burned') {
      reporter.print(
        `It counts when it was read back. Next: mediastruct volumes verify ${id}/${copy} --from DEVICE`,
      )
    }
  }
}

/** Only the read-back check makes one verified; what the user says never does. */
function marked(
  copies: Copies,
  volume: VolumeRow,
  copy: string,
  mark: Mark,
  where: string | undefined,
): CopyChange {
  if (where !== undefined && where.trim() === '') {
    throw new MediaStructError('USAGE', 'It is not said where the copy is kept: --where is empty.', {
      hint: 'Write some words, or leave --where out.',
    })
  }
  if (mark === 'burned') return copies.burned(volume, copy, {by: 'mark', where})
  return copies[mark](volume, copy, {by: 'mark', where})
}
