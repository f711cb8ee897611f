import {
  Args,
  BaseCommand,
  Copies,
  chooseMedium,
  count,
  EXIT,
  Flags,
  formatBytes,
  forShell,
  pathFields,
  printable,
  type RawPath,
  toText,
  typedPath,
  type VolumeRow,
} from 'mediastruct'
import {afterChange} from '../../copies/changed.ts'
import {chosenEcc, eccFlag, repairersOf} from '../../ecc/chosen.ts'
import {eccFields, eccLine, repairedFields, sayRepaired, sayUnknown} from '../../ecc/shown.ts'
import {ArchiveFinisher} from '../../finish-archive.ts'
import {BLOCK_BYTES} from '../../imaging/blocks.ts'
import type {Difference} from '../../imaging/compare.ts'
import {IMAGER_NAMES} from '../../imaging/imagers.ts'
import {ImageDiffers} from '../../imaging/make.ts'
import type {Incomplete} from '../../imaging/volume-contents.ts'
import {imageVolume, type VolumeImage} from '../../imaging/volume-image.ts'
import {knownVolumes, volumeNamed} from '../../known-volumes.ts'

const SCHEMA = 'mediastruct/volumes-image@1'

export default class VolumesImage extends BaseCommand {
  static override description =
    'Makes the image of a volume, ready to be burned, and reads every file back from it. From then on nothing is added to the volume.'
  static override examples = [
    '<%= config.bin %> volumes image MS-0001 -o MS-0001.iso',
    '<%= config.bin %> volumes image MS-0001 -o gift.iso --no-archive-index',
    '<%= config.bin %> volumes image MS-0001 -o MS-0001.iso --ecc dvdisaster',
    '<%= config.bin %> volumes image MS-0001 -o MS-0001.iso --from /dev/sr0 --from old.iso',
  ]
  static override args = {
    id: Args.string({description: 'id of a volume', required: true, ignoreStdin: true}),
  }
  static override flags = {
    output: Flags.string({
      char: 'o',
      description: 'file that the image is written to',
      required: true,
      helpValue: 'FILE',
    }),
    'archive-index': Flags.boolean({
      description:
        'put the index of the whole archive on the disc; --no-archive-index for one that is given away',
      default: true,
      allowNo: true,
    }),
    from: Flags.string({
      description:
        'rebuild from a copy: an image, a drive or a directory; may be repeated. Where no copy has a file as it was, error correction that an image carries repairs a copy of that image',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'COPY',
    }),
    ...eccFlag,
    imager: Flags.string({
      description: 'program that makes the image; default: the one that the medium names',
      options: [...IMAGER_NAMES],
    }),
  }

  async work(): Promise<unknown> {
    const {args, flags} = await this.parse(VolumesImage)
    const path = await this.outputPath(flags.output)
    const from = await Promise.all((flags.from ?? []).map(typedPath))
    const catalog = await this.host.catalog('write')
    const registry = await this.host.plugins()
    const named = volumeNamed(args.id, await knownVolumes(this.host), this.host)
    const target = chooseMedium(registry, named.medium)
    const ecc = await chosenEcc(this.host, registry, target, flags.ecc)
    const copies = new Copies(catalog.db)
    const repairers = from.length === 0 ? undefined : await repairersOf(copies, named, registry, ecc)
    if (from.length === 0) await new ArchiveFinisher(this.host, catalog, registry, named.archive).reconcile()
    const volume = volumeNamed(named.id, await knownVolumes(this.host), this.host)
    try {
      const made = await imageVolume({
        host: this.host,
        catalog,
        volume,
        target,
        path,
        from,
        ecc,
        repairers,
        imager: flags.imager,
        archiveIndex: flags['archive-index'],
      })
      if ('missing' in made) {
        if (repairers) sayUnknown(this.host.reporter, repairers)
        return this.#refuse(volume, made, [])
      }
      return await this.#told(volume, path, made, flags.ecc)
    } catch (error) {
      if (!(error instanceof ImageDiffers)) throw error
      this.host.reporter.error(error.message)
      return this.#refuse(volume, {missing: [], repaired: []}, error.differences)
    }
  }

  /** @param asked error correction, as the user named it: the next command burns this very image, too */
  async #told(
    volume: VolumeRow,
    path: RawPath,
    made: VolumeImage,
    asked: string | undefined,
  ): Promise<object> {
    const {reporter} = this.host
    const {imager, version, sectors, sha256, files, hasIndex, change, ecc, repaired} = made
    const failures = await afterChange(this.host, await this.host.catalog('write'), volume, change)
    const errors = failures.map(({path: where, ...failure}) => ({...pathFields('path', where), ...failure}))
    for (const {message} of errors) reporter.error(message)
    if (errors.length > 0) this.setExitCode(EXIT.findings)
    const bytes = sectors * BLOCK_BYTES
    const size = `${formatBytes(bytes)} in ${sectors} sectors`
    sayRepaired(reporter, repaired)
    reporter.print(`${volume.id}  ${printable(toText(path))}  ${size}, ${count(files, 'file')} read back`)
    if (ecc) reporter.print(eccLine(ecc))
    reporter.print()
    const named = hasIndex ? '' : ` --image ${forShell(toText(path))}`
    const same = asked === undefined ? '' : ` --ecc ${forShell(asked)}`
    reporter.print(`Next: mediastruct volumes burn ${volume.id} --device /dev/sr0${named}${same} --verify`)
    return {
      schema: SCHEMA,
      volume: volume.id,
      copy: change.copy ?? null,
      state: change.volumeState,
      image: {
        ...pathFields('path', path),
        imager: imager.name,
        version,
        fileSystem: imager.fileSystem,
        sectors,
        sectorBytes: BLOCK_BYTES,
        bytes,
        sha256,
        files,
        ecc: eccFields(ecc),
      },
      missing: [],
      damaged: [],
      repaired: repaired.map(repairedFields),
      errors,
    }
  }

  #refuse(volume: VolumeRow, {missing, repaired}: Incomplete, damaged: readonly Difference[]): object {
    const {reporter} = this.host
    sayRepaired(reporter, repaired)
    for (const {path, message} of [...missing, ...damaged])
      reporter.print(`${printable(toText(path))}: ${printable(message)}`)
    if (missing.length > 0) {
      reporter.print()
      reporter.print(`None of the copies could give ${count(missing.length, 'file')}: there is no image.`)
      reporter.print(`"mediastruct volumes restore" takes what is good. Name more copies with --from.`)
    }
    this.setExitCode(EXIT.findings)
    const fields = ({path, message}: Difference) => ({...pathFields('path', path), message})
    return {
      schema: SCHEMA,
      volume: volume.id,
      copy: null,
      state: volume.state,
      image: null,
      missing: missing.map(fields),
      damaged: damaged.map(fields),
      repaired: repaired.map(repairedFields),
      errors: [],
    }
  }
}
