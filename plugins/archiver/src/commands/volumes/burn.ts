import {
  Args,
  BaseCommand,
  Copies,
  chooseMedium,
  copyName,
  EXIT,
  Flags,
  isWritten,
  MediaStructError,
  toText,
  typedPath,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {askFor, canAsk} from '../../burning/ask.ts'
import {type Burned, type BurnOptions, burnCopy} from '../../burning/burn-copy.ts'
import {type Device, deviceNamed} from '../../burning/device.ts'
import {imageMade, imageNow} from '../../burning/image.ts'
import {assertTakes, sectorsOf} from '../../burning/medium.ts'
import {burnDocument, isGood, outcomeOf, printBurned, printNext} from '../../burning/shown.ts'
import {writerOf} from '../../burning/writers.ts'
import {assertFilled} from '../../copies/filled.ts'
import {chosenEcc, eccFlag} from '../../ecc/chosen.ts'
import {ArchiveFinisher} from '../../finish-archive.ts'
import {volumeNamed} from '../../known-volumes.ts'

export default class VolumesBurn extends BaseCommand {
  static override description =
    'Writes copies of a volume to blank media, one after another, and reads each one back where --verify says so.'
  static override examples = [
    '<%= config.bin %> volumes burn MS-0001 --device /dev/sr0 --verify',
    '<%= config.bin %> volumes burn MS-0001 --device /dev/sr0 --copies 2 --verify',
    '<%= config.bin %> volumes burn MS-0001/b --device /dev/sr0 --image MS-0001.iso',
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
      description: 'drive with a blank medium; stdio:/path is a file in the place of one',
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
      description: 'image of the volume that was made before; default: the newest, else one is made',
      helpValue: 'FILE',
    }),
  }

  async work(): Promise<unknown> {
    const {args, flags} = await this.parse(VolumesBurn)
    const {host} = this
    const device = await this.#device(flags.device)
    const named = flags.image === undefined ? undefined : await typedPath(flags.image)
    await host.assertCatalog()
    const catalog = await host.catalog('write')
    const [id = '', ...rest] = args.volume.split('/')
    const asked = rest.length > 0 ? copyName(rest.join('/')) : undefined
    const found = volumeNamed(id, new Volumes(catalog.db).all(), host)
    assertFilled(new Volumes(catalog.db), found)
    const copies = new Copies(catalog.db)
    const names = namesFor(copies, found, asked, flags.copies)
    const registry = await host.plugins()
    const target = chooseMedium(registry, found.medium)
    const writer = writerOf(target)
    const [first = 'a'] = names
    const ecc = await chosenEcc(host, registry, target, flags.ecc)
    // An image that is named is burned as it is, unless it is asked for more in the same breath.
    const carrying = named !== undefined && flags.ecc === undefined ? undefined : ecc
    const options = {host, catalog, volume: found, target, copy: first, named, ecc: carrying}
    const made = await imageMade(options)
    const sectors = made?.sectors ?? sectorsOf(found.usedBytes)
    const free = await assertTakes(writer, device, sectors, host.signal)
    if (!made) await new ArchiveFinisher(host, catalog, registry, found.archive).reconcile()
    const volume = volumeNamed(found.id, new Volumes(catalog.db).of(found.archive), host)
    const image = made ?? (await imageNow({...options, volume}, free))
    try {
      await assertTakes(writer, device, image.sectors, host.signal)
      const burning = {host, catalog, volume, writer, device, image, verify: flags.verify}
      const done = await this.#burnAll(burning, names)
      const outcome = outcomeOf(burning, names, done, flags.image)
      if (outcome.left.length > 0 || outcome.errors.length > 0) this.setExitCode(EXIT.findings)
      printNext(host.reporter, outcome)
      return burnDocument(burning, done, outcome)
    } finally {
      image.scratch?.remove()
    }
  }

  /** A file in the place of a drive must not lie in a master. @throws MediaStructError IN_MASTER, BAD_DEVICE */
  async #device(text: string): Promise<Device> {
    const device = await deviceNamed(text)
    if (!device.isDrive) await this.outputPath(toText(device.path))
    return device
  }

  /** The first medium is in the drive, and was looked at. It ends with the first that is no good. */
  async #burnAll(options: BurnOptions, names: readonly string[]): Promise<Burned[]> {
    const done: Burned[] = []
    for (const copy of names) {
      if (done.length > 0 && !(await this.#nextDisc(options, copy))) break
      const burned = await burnCopy(options, copy)
      done.push(burned)
      printBurned(this.host.reporter, options.volume, burned)
      if (!isGood(burned, options.verify)) break
    }
    return done
  }

  /** Asks until there is one that takes the image. @returns false: nobody is there to put it in */
  async #nextDisc({volume, writer, device, image}: BurnOptions, copy: string): Promise<boolean> {
    const {reporter, signal} = this.host
    if (!canAsk(reporter)) return false
    for (;;) {
      const what = `Put a blank medium for ${volume.id}/${copy} into ${device.name}.`
      if (!(await askFor(reporter, what, signal))) return false
      try {
        await assertTakes(writer, device, image.sectors, signal)
        return true
      } catch (error) {
        if (!(error instanceof MediaStructError) || signal.aborted) throw error
        reporter.warn(error.message)
      }
    }
  }
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
