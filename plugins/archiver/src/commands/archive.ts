import {
  type Afterwards,
  Args,
  chooseMedium,
  type Failure,
  Flags,
  fileFailure,
  type Host,
  MovingCommand,
  pruneFlags,
  type RawPath,
  type Registry,
  tell,
  typedPath,
  Volumes,
} from 'mediastruct'
import {recordOf} from '../contents.ts'
import {parseDay} from '../days.ts'
import {chosenEcc, eccFlag} from '../ecc/chosen.ts'
import {keptLine, roomForEcc} from '../ecc/kept.ts'
import {ArchiveFinisher} from '../finish-archive.ts'
import {parseLabel} from '../ids.ts'
import {mayBeTaken} from '../known-up-to.ts'
import {DEFAULT_ORDER, orderText, parseOrder} from '../packing/order.ts'
import {type ArchivePlan, type ArchivePlanOptions, planArchive} from '../plan.ts'
import {parseReserve} from '../reserve.ts'
import {assertApart, assertArchive, chosenArchive, chosenSources, knownSource} from '../sources.ts'
import {type VolumeRecord, volumeFields} from '../volume.ts'
import {packingLine, volumeLine} from '../volume-line.ts'

export default class Archive extends MovingCommand {
  static override description =
    'Packs date folders into volumes that fit a medium, and moves them into the archive. Reads and proves every file on the way.'
  static override examples = [
    '<%= config.bin %> archive --before 2020 --dry-run',
    '<%= config.bin %> archive /data/photos/2019 --to /Archive --medium bd-r-25',
  ]
  static override strict = false
  static override needsCatalog = true
  static override args = {
    sources: Args.string({
      description: 'folders to archive; default, with --before or --since: the library of the config',
      ignoreStdin: true,
    }),
  }
  static override flags = {
    ...pruneFlags,
    to: Flags.string({
      description: 'the archive\'s root; default: "archive" of the config',
      helpValue: 'ARCHIVE',
    }),
    medium: Flags.string({
      description: 'what a volume must fit on; default: "medium" of the config',
      helpValue: 'NAME',
    }),
    before: Flags.string({
      description: 'only folders that lie wholly before this date',
      helpValue: 'DATE',
    }),
    since: Flags.string({
      description: 'only folders that lie wholly on or after this date',
      helpValue: 'DATE',
    }),
    all: Flags.boolean({description: 'also folders whose path spells no date'}),
    order: Flags.string({
      description: 'how far packing may depart from the order of dates: window:N, strict or free',
      helpValue: 'ORDER',
    }),
    ...eccFlag,
    reserve: Flags.string({
      description: 'what is left free on each volume',
      helpValue: 'SIZE|PERCENT',
    }),
    label: Flags.string({description: 'what ids of volumes begin with', default: 'MS', helpValue: 'PREFIX'}),
  }

  /** After files came to the archive, or went, by another command: `apply` of a saved plan, or `undo`. */
  static async finish(host: Host, archive: RawPath, failure: (failure: Failure) => void): Promise<void> {
    const catalog = await host.catalog('write')
    const finisher = new ArchiveFinisher(host, catalog, await host.plugins(), archive)
    await finisher.afterMoves(() => true, failure)
  }

  #plan: ArchivePlan = {volumes: [], lowerBound: 0}
  /** Ids of the volumes that there were before this run. */
  #before: ReadonlySet<string> = new Set()

  async work(): Promise<unknown> {
    const {argv, flags} = await this.parse(Archive)
    const {settings, trees, acceptedTrees} = this.host
    const asked = askedFor(flags)
    const typed = await Promise.all((argv as string[]).map(typedPath))
    const hasDates = asked.before !== undefined || asked.since !== undefined
    const paths = chosenSources(typed, settings.library, hasDates)
    const archive = chosenArchive(flags.to === undefined ? undefined : await typedPath(flags.to), this.host)
    assertApart(paths, archive, this.host)
    trees.add(archive, 'archive')
    const registry = await this.host.plugins()
    const target = chooseMedium(registry, flags.medium ?? settings.medium)
    const freeBytes = flags.reserve === undefined ? 0 : parseReserve(flags.reserve, target.capacityBytes)
    const ecc = await chosenEcc(this.host, registry, target, flags.ecc)
    const room = ecc && roomForEcc(ecc, target, freeBytes)
    const reserveBytes = freeBytes + (room?.bytes ?? 0)

    const catalog = await this.openBooks(flags)
    assertArchive(catalog, archive, acceptedTrees)
    const sources = paths.map((path) => knownSource(catalog, path, this.host))
    const finisher = new ArchiveFinisher(this.host, catalog, registry, archive)
    if (!this.planOnly && (await finisher.reconcile())) {
      this.host.reporter.note('What an earlier run, or its undo, left to be done on volumes was done first.')
    }
    this.#before = new Set(new Volumes(catalog.db).of(archive).map(({id}) => id))
    const options = {...asked, catalog, host: this.host, archive, sources, target, reserveBytes}
    return await this.carryOut({
      command: 'archive',
      header: {command: 'archive', target: archive, masters: this.masters(), algorithm: settings.hash},
      sources: paths,
      plan: async (sink) => {
        this.#plan = await planArchive(options, sink)
        const next = this.#plan.volumes.find(({id}) => !this.#before.has(id))
        const warning = next && mayBeTaken(catalog, archive, asked.label, next.id)
        if (warning !== undefined) this.host.reporter.warn(warning)
      },
      afterwards: async (result) => {
        const volumes = result.real ? await this.#finish(result, registry, finisher) : this.#plan.volumes
        for (const volume of volumes) this.host.reporter.print(volumeLine(volume))
        if (volumes.length > 0) {
          this.host.reporter.print(packingLine(this.#plan, asked.order))
          if (room) this.host.reporter.print(keptLine(room, target))
          this.host.reporter.print()
        }
        const {volumes: planned, lowerBound} = this.#plan
        const aboveLowerBound = planned.length - lowerBound
        return {
          volumes: volumes.map(volumeFields),
          ...{lowerBound, aboveLowerBound, order: orderText(asked.order)},
          ecc: room ?? null,
        }
      },
      next: 'mediastruct volumes list',
    })
  }

  /** Also after an interruption: what was moved is bagged. */
  async #finish(
    {failure}: Afterwards,
    registry: Registry,
    finisher: ArchiveFinisher,
  ): Promise<VolumeRecord[]> {
    const planned = new Set(this.#plan.volumes.map(({id}) => id))
    const isNew = (id: string) => !this.#before.has(id)
    const volumes = await finisher.afterMoves((id) => planned.has(id), failure)
    for (const {id, path, state} of volumes.filter((volume) => isNew(volume.id))) {
      const failures = await tell(registry.hooks.onVolumeState, {volume: id, state})
      for (const error of failures) failure({path, ...fileFailure(error)})
    }
    return volumes.map(recordOf)
  }
}

type Asked = Pick<ArchivePlanOptions, 'order' | 'label' | 'all' | 'before' | 'since'>

/** @throws MediaStructError BAD_DATE, BAD_ORDER, BAD_LABEL */
function askedFor(flags: {
  order: string | undefined
  label: string
  all: boolean
  before: string | undefined
  since: string | undefined
}): Asked {
  const {order, label, all, before, since} = flags
  return {
    order: order === undefined ? DEFAULT_ORDER : parseOrder(order),
    label: parseLabel(label),
    all,
    before: before === undefined ? undefined : parseDay(before),
    since: since === undefined ? undefined : parseDay(since),
  }
}
