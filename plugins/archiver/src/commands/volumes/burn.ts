import {
  Args,
  BaseCommand,
  type Catalog,
  Copies,
  chooseMedium,
  copyName,
  EXIT,
  Flags,
  type Host,
  isWritten,
  MediaStructError,
  type Registry,
  typedPath,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {askFor, canAsk} from '../../burning/ask.ts'
import {type Burned, type BurnOptions, burnCopy} from '../../burning/burn-copy.ts'
import {openDirectoryWriter} from '../../burning/directory-writer.ts'
import {openDiscWriter} from '../../burning/disc-writer.ts'
import {burnDocument, isGood, outcomeOf, printBurned, printNext} from '../../burning/shown.ts'
import {assertFilled} from '../../copies/filled.ts'
import {chosenEcc, eccFlag, repairersOf} from '../../ecc/chosen.ts'
import {ArchiveFinisher} from '../../finish-archive.ts'
import {volumeNamed} from '../../known-volumes.ts'
import {takesFiles} from '../../target-kind.ts'

export default class VolumesBurn extends BaseCommand {
  static override description =
    'Writes copies of a volume to blank media, one after another, and reads each one back where --verify says so. A medium that takes files (a tape, a disk) gets them where it is mounted.'
  static override examples = [
    '<%= config.bin %> volumes burn MS-0001 --device /dev/sr0 --verify',
    '<%= config.bin %> volumes burn MS-0001 --device /dev/sr0 --copies 2 --verify',
    '<%= config.bin %> volumes burn MS-0001/b --device /dev/sr0 --image MS-0001.iso',
    '<%= config.bin %> volumes burn MS-0002 --device /mnt/tape --verify',
  ]
  static override args = {
    volume: Args.string({
      description: 'volume, or volume and copy: MS-0001, MS-0001/b',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    device: Flags.string({
      description:
        'drive with a blank medium, or the directory where a medium that takes files is mounted; stdio:/path is a file in the place of a drive',
      required: true,
      helpValue: 'DEV',
    }),
    copies: Flags.integer({
      description: 'how many copies to write, each to a medium of its own',
      default: 1,
      min: 1,
      max: 100,
      helpValue: 'N',
    }),
    verify: Flags.boolean({
      description: 'eject each medium, load it again and read it back: only then is it verified',
      default: false,
    }),
    ...eccFlag,
    image: Flags.string({
      description:
        'image of the volume that was made before; default: the newest that carries the index of the archive, else one is made',
      helpValue: 'FILE',
    }),
    from: Flags.string({
      description:
        'put the volume together from copies of it, not from its directory: an image, a drive or a directory; may be repeated',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'COPY',
    }),
  }

  async work(): Promise<unknown> {
    const {args, flags} = await this.parse(VolumesBurn)
    const {host} = this
    const image = flags.image === undefined ? undefined : await typedPath(flags.image)
    const from = await Promise.all((flags.from ?? []).map(typedPath))
    await this.outputPath(flags.device.replace(/^stdio:/, ''))
    await host.assertCatalog()
    const catalog = await host.catalog('write')
    const [id = '', ...rest] = args.volume.split('/')
    const asked = rest.length > 0 ? copyName(rest.join('/')) : undefined
    const volume = volumeNamed(id, new Volumes(catalog.db).all(), host)
    assertFilled(new Volumes(catalog.db), volume)
    const names = namesFor(new Copies(catalog.db), volume, asked, flags.copies)
    const registry = await host.plugins()
    const target = chooseMedium(registry, volume.medium)
    const [copy = 'a'] = names
    const {device, verify} = flags
    const ecc = await chosenEcc(host, registry, target, flags.ecc)
    const open = takesFiles(target) ? openDirectoryWriter : openDiscWriter
    const writer = await open({
      ...{host, catalog, volume, target, device, copy, image, from, verify},
      // An image that is named is burned as it is, unless it is asked for more in the same breath.
      ecc: image !== undefined && flags.ecc === undefined ? undefined : ecc,
      repairers: await repairersOf(new Copies(catalog.db), volume, registry, ecc),
      inOrder: () => inOrder(host, catalog, registry, volume),
    })
    try {
      const burning = {host, catalog, writer, verify}
      const done = await this.#burnAll(burning, names)
      const asAsked = {image: flags.image, from: flags.from ?? [], ecc: flags.ecc}
      const outcome = outcomeOf(burning, names, done, asAsked)
      if (outcome.left.length > 0 || outcome.errors.length > 0) this.setExitCode(EXIT.findings)
      printNext(host.reporter, outcome, writer)
      return burnDocument(burning, done, outcome)
    } finally {
      writer.close()
    }
  }

  /** The first medium is in the drive, and was looked at. It ends with the first that is no good. */
  async #burnAll(options: BurnOptions, names: readonly string[]): Promise<Burned[]> {
    const done: Burned[] = []
    for (const copy of names) {
      if (done.length > 0 && !(await this.#nextMedium(options, copy))) break
      const burned = await burnCopy(options, copy)
      done.push(burned)
      printBurned(this.host.reporter, options.writer.volume, burned)
      if (!isGood(burned, options.verify)) break
    }
    return done
  }

  /** Asks until there is one that takes the image. @returns false: nobody is there to put it in */
  async #nextMedium({writer}: BurnOptions, copy: string): Promise<boolean> {
    const {reporter, signal} = this.host
    if (!canAsk(reporter)) return false
    for (;;) {
      if (!(await askFor(reporter, writer.mediumFor(copy), signal))) return false
      try {
        await writer.assertTakes()
        return true
      } catch (error) {
        if (!(error instanceof MediaStructError) || signal.aborted) throw error
        reporter.warn(error.message)
      }
    }
  }
}

/** What a run that was killed left undone is done before the volume's directory is read. */
async function inOrder(
  host: Host,
  catalog: Catalog,
  registry: Registry,
  {archive, id}: VolumeRow,
): Promise<VolumeRow> {
  await new ArchiveFinisher(host, catalog, registry, archive).reconcile()
  return volumeNamed(id, new Volumes(catalog.db).of(archive), host)
}

/** @throws MediaStructError COPY_STATE before a medium is looked at */
function namesFor(copies: Copies, volume: VolumeRow, asked: string | undefined, wanted: number): string[] {
  if (asked === undefined) return copies.nextNames(volume, wanted)
  const {state} = copies.get(volume, asked)
  if (isWritten(state)) {
    throw new MediaStructError('COPY_STATE', `${volume.id}/${asked} is ${state} already.`, {
      hint: 'Another medium gets another name. If this one is lost or broken, mark it so, then use its name again.',
    })
  }
  const others = copies.nextNames(volume, wanted).filter((name) => name !== asked)
  return [asked, ...others].slice(0, wanted)
}
